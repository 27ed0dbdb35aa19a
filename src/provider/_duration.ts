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

/** Other words for the units, without the `s` of their plural. */
const UNIT_WORDS: { readonly [word: string]: string } = {
  "": "s",
  msec: "ms",
  millisecond: "ms",
  sec: "s",
  second: "s",
  min: "m",
  minute: "m",
  hr: "h",
  hour: "h",
  day: "d",
};

/**
 * The milliseconds of a duration at the beginning of a text for people (`5 minutes`, `1 minute and 3 seconds`, `20`, or
 * as Go writes them), or `null` where none stands there.
 */
export function parseWords(text: string): number | null {
  let ms: number | null = null;
  for (const [, amount, word] of text.matchAll(/(?:\s*,)?(?:\s+and)?\s*(\d+(?:\.\d+)?)(?![-:/\d])\s*([a-zµμ]*)/gyi)) {
    const unit = unitOf(word.toLowerCase());
    if (unit === null) break;
    ms = (ms ?? 0) + Number(amount) * unit;
  }
  return ms;
}

function unitOf(word: string): number | null {
  if (Object.hasOwn(UNIT_MS, word)) return UNIT_MS[word];
  const singular = word.replace(/s$/, "");
  return Object.hasOwn(UNIT_WORDS, singular) ? UNIT_MS[UNIT_WORDS[singular]] : null;
}
