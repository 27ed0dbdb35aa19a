/**
 * The quantile `q` (0 to 1) of ascending values, linear between the two nearest: of n values it stands at place
 * `q × (n - 1)`, counted from 0. NumPy, pandas and polars call this "linear", statisticians type 7. `null` of nothing.
 */
export function quantile(ascending: ArrayLike<number>, q: number): number | null {
  if (ascending.length === 0) return null;
  const place = q * (ascending.length - 1);
  const below = Math.floor(place);
  const [low, high] = [ascending[below], ascending[Math.ceil(place)]];
  return low + (high - low) * (place - below);
}
