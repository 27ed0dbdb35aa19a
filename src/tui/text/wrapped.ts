import { printable } from "../../base/mod.ts";
import { cutTo } from "./cut_to.ts";
import { widthOf } from "./width_of.ts";

/** Beyond this, a text is for a file and not for reading. */
const MOST_CHARS = 100_000;

/** A text in lines of so many columns at most, broken between words where that is possible. */
export function wrapped(text: string, columns: number): string[] {
  if (columns <= 0) return [];
  return printable(text.slice(0, MOST_CHARS)).replaceAll("\t", "  ").split("\n")
    .flatMap((line) => wrappedLine(line.replaceAll(/\s/gu, " "), columns));
}

function wrappedLine(line: string, columns: number): string[] {
  const lines: string[] = [];
  let rest = line;
  for (;;) {
    const cut = cutTo(rest, columns);
    if (cut.length === rest.length) return [...lines, rest];
    // A character that is wider than all there is cannot be shown.
    if (cut === "") return lines;
    const space = rest[cut.length] === " " ? cut.length : cut.lastIndexOf(" ");
    const end = space <= 0 || widthOf(cut.slice(0, space)) < columns / 3 ? cut.length : space;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).replace(/^ +/, "");
  }
}
