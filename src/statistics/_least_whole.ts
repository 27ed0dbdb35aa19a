/** The smallest whole number from `least` on that is enough, if all greater ones are too; `null` beyond a billion. */
export function leastWhole(least: number, isEnough: (count: number) => boolean): number | null {
  if (isEnough(least)) return least;
  let [low, high] = [least, 2 * least];
  while (!isEnough(high)) {
    if (high > 1e9) return null;
    [low, high] = [high, 2 * high];
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
