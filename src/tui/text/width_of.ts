import stringWidth from "string-width";

/** Columns that a text takes on a terminal, by the same measure as the library that draws it. */
export function widthOf(text: string): number {
  return stringWidth(text);
}
