import type { Line, Span } from "../frame.ts";
import type { TextInput } from "../state/mod.ts";
import { cutTo, oneLine, widthOf } from "../text/mod.ts";

/** A field in one line: its label, its text as far as there is room around the cursor, and the cursor. */
export function inputLine(label: string, { characters, at }: TextInput, columns: number): Line {
  const room = columns - widthOf(label) - 1;
  const shown = characters.map(oneLine);
  let from = at;
  let width = 0;
  // What is before the cursor is seen first: there somebody types.
  while (from > 0 && width + widthOf(shown[from - 1]) <= room - 1) width += widthOf(shown[--from]);
  const under = shown[at] ?? " ";
  const after = cutTo(shown.slice(at + 1).join(""), room - width - widthOf(under));
  const spans: Span[] = [
    { text: label, tone: "accent" },
    { text: shown.slice(from, at).join("") },
    { text: under, tone: "cursor" },
    { text: after },
  ];
  return spans;
}
