/** Figures for people are written the same everywhere. */
export {
  formatCount,
  formatDuration,
  formatMs,
  formatPercent,
  formatScore,
  formatShare,
  formatUsd,
  UNKNOWN,
} from "../base/mod.ts";
