/** How old things are is told the same everywhere. */
export { formatAge } from "../base/mod.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const SIZE = /^(\d+(?:\.\d+)?)\s*(B|kB|MB|GB|KiB|MiB|GiB)?$/i;
const TOKENS = /^(\d+(?:\.\d+)?)(k|M)?$/i;
const TOKEN_UNITS: { readonly [unit: string]: number } = { "": 1, k: 1e3, m: 1e6 };
const SIZE_BYTES: { readonly [unit: string]: number } = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
};

/** `5MB`, `300 kB`, `2MiB` in bytes; `null` where it is no size. */
export function parseSize(text: string): number | null {
  const match = SIZE.exec(text);
  return match === null ? null : Number(match[1]) * SIZE_BYTES[(match[2] ?? "B").toLowerCase()];
}

/** `200000`, `128k`, `1M` in tokens, by thousands; `null` where it is no number of tokens. */
export function parseTokens(text: string): number | null {
  const match = TOKENS.exec(text);
  const tokens = match === null ? 0 : Math.round(Number(match[1]) * TOKEN_UNITS[(match[2] ?? "").toLowerCase()]);
  return tokens >= 1 ? tokens : null;
}

/** A size for people: `812 B`, `1.6 MB`. */
export function formatSize(bytes: number): string {
  for (const [unit, size] of [["GB", 1e9], ["MB", 1e6], ["kB", 1e3]] as const) {
    if (bytes >= size) return `${(bytes / size).toFixed(1)} ${unit}`;
  }
  return `${bytes} B`;
}

/** An age as a flag takes it: `30d`, `36h`. */
export function ageFlag(ms: number): string {
  for (const [unit, size] of [["d", DAY_MS], ["h", HOUR_MS], ["m", MINUTE_MS]] as const) {
    if (ms > 0 && ms % size === 0) return `${ms / size}${unit}`;
  }
  return `${ms / 1000}s`;
}
