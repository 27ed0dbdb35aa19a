import type { Line, Span, Tone } from "../frame.ts";
import { fitted, type ListColumn, oneLine } from "../text/mod.ts";

/** A cell of a list. */
export interface Cell {
  /** Cut where it is too long. */
  readonly text: string;
  /** How it is meant. */
  readonly tone?: Tone;
}

/** A line of a list: its marks, then its cells as wide as their columns. */
export function listLine(
  marks: string,
  cells: readonly Cell[],
  { columns, widths, hasCursor }: {
    readonly columns: readonly Pick<ListColumn, "align">[];
    readonly widths: readonly number[];
    readonly hasCursor: boolean;
  },
): Line {
  const spans: Span[] = [{ text: marks }];
  for (const [i, { text, tone = "plain" }] of cells.entries()) {
    if (widths[i] === 0) continue;
    const cell = fitted(oneLine(text), widths[i], columns[i].align);
    spans.push({ text: spans.length === 1 ? cell : ` ${cell}`, tone });
  }
  return hasCursor ? spans.map(({ text }) => ({ text, tone: "cursor" })) : spans;
}
