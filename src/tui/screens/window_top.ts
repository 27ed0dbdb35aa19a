/** The first of the rows that are seen of a list, so that the one with the cursor is in the middle as far as possible. */
export function windowTop(at: number, { count, rows }: { readonly count: number; readonly rows: number }): number {
  return Math.max(0, Math.min(at - Math.floor((rows - 1) / 2), count - rows));
}
