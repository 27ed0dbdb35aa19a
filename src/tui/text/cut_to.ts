import { widthOf } from "./width_of.ts";

const SEGMENTER = new Intl.Segmenter();

/** As much of the beginning of a text as fits into so many columns; no character is taken apart. */
export function cutTo(text: string, columns: number): string {
  if (columns <= 0) return "";
  // A character takes a column at least, or belongs to one that does: what is far beyond is not looked at.
  if (text.length <= columns && widthOf(text) <= columns) return text;
  let [cut, width] = ["", 0];
  for (const { segment } of SEGMENTER.segment(text)) {
    width += widthOf(segment);
    if (width > columns) break;
    cut += segment;
  }
  return cut;
}
