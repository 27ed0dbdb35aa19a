/** Each of its characters takes one column. */
const PLAIN = /^[\x20-\x7e–─█░…]*$/;

const WIDE = /\p{Emoji_Presentation}|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]/u;

/** Columns that a text takes on a terminal: East Asian and emoji characters take two, combining ones none. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** As much of the beginning of a text as fits. */
export function cutTo(text: string, columns: number): string {
  if (PLAIN.test(text)) return text.slice(0, columns);
  let [cut, width] = ["", 0];
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    width += WIDE.test(segment) ? 2 : 1;
    if (width > columns) break;
    cut += segment;
  }
  return cut;
}
