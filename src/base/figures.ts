/** What stands for a value that is not known. */
export const UNKNOWN = "–";

/** Milliseconds: whole from a hundred on, below with one decimal. */
export function formatMs(ms: number | null): string {
  if (ms === null) return UNKNOWN;
  return ms >= 100 ? String(Math.round(ms)) : ms.toFixed(1);
}

/** US dollars with four significant digits. */
export function formatUsd(usd: string | number | null): string {
  if (usd === null) return UNKNOWN;
  return Number(usd).toLocaleString("en-US", { maximumSignificantDigits: 4, useGrouping: false });
}

/** A score or another number between 0 and 1, with three decimals. */
export function formatScore(score: number | null): string {
  return score === null ? UNKNOWN : score.toFixed(3);
}

/** A share as whole per cent; 100 % and 0 % only when it is all or none. */
export function formatShare(share: number | null): string {
  if (share === null) return UNKNOWN;
  const percent = share === 1 || share === 0 ? share * 100 : Math.min(99, Math.max(1, Math.round(share * 100)));
  return `${percent} %`;
}

/** A duration for people: `350 ms`, `12.4 s`, `3 min 20 s`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 3600
    ? `${Math.floor(seconds / 60)} min ${seconds % 60} s`
    : `${Math.floor(seconds / 3600)} h ${Math.floor(seconds % 3600 / 60)} min`;
}

/** A count with its noun: `1 cell`, `1,000,000 cells`. */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? noun : plural}`;
}
