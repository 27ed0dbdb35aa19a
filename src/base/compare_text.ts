/** Order texts by code units, which is the same on every machine: negative, 0 or positive, as `sort` wants it. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
