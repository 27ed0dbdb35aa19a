import { printable } from "../../base/mod.ts";

/** No terminal shows more of a line. */
const MOST_CHARS = 4000;

/** A text as a line that does nothing to a terminal but take its columns. */
export function oneLine(text: string): string {
  // Spaces stay as they are: rows line up by them.
  return printable(text.slice(0, MOST_CHARS)).replaceAll(/ *[^\S ]\s*/gu, " ");
}
