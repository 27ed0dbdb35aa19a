/** A column of a list, in terminal columns. */
export interface ListColumn {
  /** What stands above it. */
  readonly title: string;
  /** How wide it must be to be of use. */
  readonly least: number;
  /** How wide it is worth being. */
  readonly most: number;
  /** Where there is no room for all, the column with the lowest number goes first; one without a number stays. */
  readonly leaves?: number;
  /** Whether it is as wide as it is worth being before another one grows. */
  readonly isFirst?: boolean;
  /** Numbers stand at the right. */
  readonly align?: "left" | "right";
}

const BETWEEN = 1;

/** How wide each column is where there is so much room for all of them, with one space between; 0: it is left out. */
export function columnWidths(columns: readonly ListColumn[], room: number): number[] {
  const widths = columns.map(({ least }) => least);
  const kept = () => widths.filter((width) => width > 0).length;
  const taken = () => widths.reduce((sum, width) => sum + width, 0) + BETWEEN * Math.max(0, kept() - 1);
  const leaving = columns.map(({ leaves }, i) => ({ leaves, i })).filter(({ leaves }) => leaves !== undefined)
    .sort((a, b) => a.leaves! - b.leaves!);
  while (taken() > room && leaving.length > 0) widths[leaving.shift()!.i] = 0;
  for (let left = room - taken(); left > 0; left--) {
    const lack = columns.map(({ most }, i) => widths[i] === 0 ? 0 : most - widths[i]);
    const first = columns.findIndex(({ isFirst }, i) => isFirst && lack[i] > 0);
    const widest = first >= 0 ? first : lack.indexOf(Math.max(...lack));
    if (lack[widest] <= 0) break;
    widths[widest]++;
  }
  return widths;
}
