/** What stands for a value that is not known. */
export const UNKNOWN = "–";

/** Milliseconds: whole from a hundred on, below with one decimal; `0.0` only when it is none. */
export function formatMs(ms: number | null): string {
  if (ms === null) return UNKNOWN;
  const tenths = ms.toFixed(1);
  if (Math.abs(Number(tenths)) >= 100) return String(Math.round(ms));
  return Number(tenths) === 0 && ms !== 0 ? plain(ms, { maximumSignificantDigits: 1 }) : tenths;
}

/**
 * US dollars with four significant digits, and never without their cents. From a dollar on these have two digits, or
 * none where they are none: `15.30`, `15`.
 */
export function formatUsd(usd: string | number | null): string {
  if (usd === null) return UNKNOWN;
  // Zero may have a sign.
  const number = Number(usd) || 0;
  const text = plain(number, {
    maximumSignificantDigits: 4,
    maximumFractionDigits: 2,
    roundingPriority: "morePrecision",
  });
  return Math.abs(Number(text)) >= 1 && /\.\d$/.test(text) ? `${text}0` : text;
}

const SCORE_DIGITS = 3;
/** What a sum of doubles may be off. */
const NOISE = 1e-9;

/** A score or another number between 0 and 1, with three decimals; `0.000` and `1.000` only when it is that. */
export function formatScore(score: number | null): string {
  if (score === null) return UNKNOWN;
  const text = score.toFixed(SCORE_DIGITS);
  const end = Number(text);
  const off = Math.abs(score - end);
  if (Math.abs(end) > 1 || !Number.isInteger(end) || off < NOISE) return end === 0 ? (0).toFixed(SCORE_DIGITS) : text;
  // As many decimals as it takes to tell it from the whole number.
  return score.toFixed(Math.ceil(-Math.log10(off)));
}

/** A share as whole per cent; 100 % and 0 % only when it is all or none. */
export function formatShare(share: number | null): string {
  return formatPercent(share, 0);
}

/** A share as per cent with so many decimals; 100 and 0 only when it is all or none: `99.9 %`. */
export function formatPercent(share: number | null, decimals = 1): string {
  if (share === null) return UNKNOWN;
  const [percent, least] = [share * 100, 10 ** -decimals];
  const shown = share >= 1 || share <= 0 ? percent : Math.min(100 - least, Math.max(least, percent));
  return `${shown.toFixed(decimals)} %`;
}

/** A duration for people: `350 ms`, `12.4 s`, `3 min 20 s`. */
export function formatDuration(ms: number): string {
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`;
  if (Math.round(ms / 100) < 600) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 3600
    ? `${Math.floor(seconds / 60)} min ${seconds % 60} s`
    : `${Math.floor(seconds / 3600)} h ${Math.floor(seconds % 3600 / 60)} min`;
}

const AGE_UNITS = [["d", 86_400_000], ["h", 3_600_000], ["min", 60_000]] as const;

/** How long ago something was, for people: `3 d`, `5 h`; what lies ahead is `0 s`, and `NaN` is unknown. */
export function formatAge(ms: number): string {
  if (Number.isNaN(ms)) return UNKNOWN;
  for (const [unit, size] of AGE_UNITS) {
    if (ms >= size) return `${Math.floor(ms / size)} ${unit}`;
  }
  return `${Math.max(0, Math.floor(ms / 1000))} s`;
}

/** A count with its noun: `1 cell`, `1,000,000 cells`. */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? noun : plural}`;
}

function plain(number: number, digits: Intl.NumberFormatOptions): string {
  return number.toLocaleString("en-US", { ...digits, useGrouping: false });
}
