/** The mean; `null` of nothing. Values are added in ascending order, so that their own order does not matter. */
export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : ascending(values).reduce((sum, value) => sum + value, 0) / values.length;
}

/** A copy in ascending order. */
export function ascending(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}
