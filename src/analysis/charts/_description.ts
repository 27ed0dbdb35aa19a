/** More parts than this make no sentence that anybody would listen to. */
const MOST_PARTS = 6;

/** Parts of a sentence, the first ones of many: `a, b and 3 more`. */
export function listed(parts: readonly string[]): string {
  if (parts.length > MOST_PARTS) {
    return `${parts.slice(0, MOST_PARTS - 1).join(", ")} and ${parts.length - MOST_PARTS + 1} more`;
  }
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

/** A figure with three digits, for a sentence: `1234`, `12.3`, `0.00123`. */
export function figureText(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
