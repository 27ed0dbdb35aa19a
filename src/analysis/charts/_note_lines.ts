import type { ChartStyle } from "./_style.ts";
import { textWidth } from "./_text_width.ts";

/** Of a subtitle on a page. */
const FONT_SIZE = 11.5;

/** Short notes below a title, several on a line as far as the chart is wide. Empty ones are left out. */
export function noteLines(notes: readonly string[], style: ChartStyle): string[] {
  const most = style.width - style.px(24);
  const lines: string[] = [];
  for (const note of notes.filter((note) => note !== "")) {
    const last = lines.pop();
    const longer = last === undefined ? note : `${last} · ${note}`;
    if (last === undefined || textWidth(longer, style.px(FONT_SIZE)) <= most) lines.push(longer);
    else lines.push(last, note);
  }
  return lines;
}
