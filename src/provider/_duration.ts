const UNIT_MS: { readonly [unit: string]: number } = {
  ns: 1e-6,
  us: 1e-3,
  "µs": 1e-3,
  "μs": 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const PART = "(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h|d)";
const WHOLE = new RegExp(`^(?:${PART})+$`);

/** The milliseconds of a duration as Go writes them (`6m0s`, `17.379s`, `12ms`), or `null` when the text is none. */
export function parseDuration(text: string): number | null {
  if (!WHOLE.test(text)) return null;
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(new RegExp(PART, "g"))) ms += Number(amount) * UNIT_MS[unit];
  return ms;
}
