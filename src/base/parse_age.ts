const AGE = /^(\d+(?:\.\d+)?)\s*(s|m|min|h|d|w)$/i;
const UNIT_MS: { readonly [unit: string]: number } = {
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `30d`, `12h`, `90m` in milliseconds; `null` where it is no age. */
export function parseAge(text: string): number | null {
  const match = AGE.exec(text);
  return match === null ? null : Number(match[1]) * UNIT_MS[match[2].toLowerCase()];
}
