import type { Continuum } from "./_axis_draft.ts";

/** Digits that a drawn value has where its stratum is wide enough for them. */
const DIGITS = 6;
const MOST_DIGITS = 17;

/** The value of an axis at a place between its ends, from 0 to 1, rounded so far that it stays in the stratum around it. */
export function unitValue(
  range: Continuum,
  at: number,
  { low, high }: { readonly low: number; readonly high: number } = { low: 0, high: 1 },
): number {
  const exact = valueAt(range, at);
  if (range.integer) return exact;
  for (let digits = DIGITS; digits < MOST_DIGITS; digits++) {
    const rounded = Number(exact.toPrecision(digits));
    const place = placeOf(range, rounded);
    if (rounded >= range.min && rounded <= range.max && place >= low && (place < high || high === 1)) return rounded;
  }
  return exact;
}

function valueAt({ min, max, scale, integer }: Continuum, at: number): number {
  // Each whole number has a share of its own, the last one too.
  const end = integer ? max + 1 : max;
  const value = scale === "linear" ? min + at * (end - min) : min * Math.exp(Math.log(end / min) * at);
  return Math.min(max, Math.max(min, integer ? Math.floor(value) : value));
}

/** The way back: where a value stands between the ends. */
function placeOf({ min, max, scale }: Continuum, value: number): number {
  return scale === "linear" ? (value - min) / (max - min) : Math.log(value / min) / Math.log(max / min);
}
