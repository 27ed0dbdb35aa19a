/** Of the ranks that are kept, the shares of those at the low and at the high end, where every one is kept. */
const LOW_TAIL = 0.1;
const HIGH_TAIL = 0.3;

/**
 * Ranks from 1 to `n`, in ascending order and at most `most` of them: all at both ends, where single values matter, and
 * evenly spaced ones between.
 */
export function thinnedRanks(n: number, most: number): number[] {
  if (n <= most) return Array.from({ length: n }, (_, i) => i + 1);
  const low = Math.floor(most * LOW_TAIL);
  const high = Math.floor(most * HIGH_TAIL);
  const between = most - low - high;
  return [
    ...Array.from({ length: low }, (_, i) => i + 1),
    ...Array.from({ length: between }, (_, i) => low + Math.ceil((i + 1) * (n - low - high) / between)),
    ...Array.from({ length: high }, (_, i) => n - high + i + 1),
  ];
}
