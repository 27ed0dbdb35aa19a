/** Characters by their width in thousandths of the font's size, as in Helvetica; all others are 556 wide. */
const WIDTHS: readonly (readonly [chars: string, width: number])[] = [
  ["ijl'|", 222],
  [" .,:;!/It[]·", 278],
  ['f()-"', 320],
  ["r*", 345],
  ["ckszvxyJ", 500],
  ["FTZ+=<>", 600],
  ["ABEKPSVXY&", 667],
  ["CDHNRUw", 722],
  ["GOQ", 778],
  ["mM%", 850],
  ["W@", 960],
];

/**
 * How much wider than as in Helvetica a text may be where only wide fonts are installed: in DejaVu Sans by a fifth. A
 * limit above which names are cut off has to leave as much, else they lose the ends by which they differ.
 */
export const FONT_SLACK = 1.3;

const OTHER_WIDTH = 556;

/** Scripts with square characters. */
const SQUARE = /[\u1100-\u11FF\u2E80-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\uFF00-\uFF60]/;

/**
 * How wide a text is in pixels, about: within a tenth for sans-serif fonts. Vega's own estimate without a browser is
 * half too wide, which pushes the parts of a chart apart.
 */
export function textWidth(text: string, fontSize: number): number {
  let width = 0;
  for (const char of text) {
    width += WIDTHS.find(([chars]) => chars.includes(char))?.[1] ?? (SQUARE.test(char) ? 1000 : OTHER_WIDTH);
  }
  return (width / 1000) * fontSize;
}
