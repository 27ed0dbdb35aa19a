import type { ChartStyle } from "./_style.ts";
import { textWidth } from "./_text_width.ts";

/** The size of a subtitle on a page. */
const FONT_SIZE = 11.5;

/** A viewer on Linux may have none of the chart's fonts but DejaVu Sans, whose glyphs are so much wider than reckoned. */
const WIDE_FONT = 1.18;

/**
 * Notes as the lines of a subtitle: `First note · second note`, begun anew where the chart is too narrow. Empty notes
 * are left out, and the first one begins with a capital, unless it is the sign `n`.
 */
export function wrappedNotes(notes: readonly string[], style: ChartStyle): string[] {
  const width = style.width - style.px(70);
  const fits = (text: string) => WIDE_FONT * textWidth(text, style.px(FONT_SIZE)) <= width;
  const lines: string[] = [];
  for (const note of notes.filter((note) => note !== "")) {
    const last = lines.at(-1);
    const longer = `${last} · ${note}`;
    if (last !== undefined && fits(longer)) lines[lines.length - 1] = longer;
    else lines.push(...wrappedWords(note, fits));
  }
  return lines.map((line, i) =>
    i === 0 && !line.startsWith("n:") ? line.slice(0, 1).toUpperCase() + line.slice(1) : line
  );
}

/** A text as lines, broken between words. */
export function wrappedWords(note: string, fits: (text: string) => boolean): string[] {
  const lines: string[] = [];
  for (const word of note.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && fits(longer)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
