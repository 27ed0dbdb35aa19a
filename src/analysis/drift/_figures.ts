import type { DriftFinding } from "./drift_report.ts";
import type { Sample } from "./_sample.ts";

/** A number of each recording. */
export interface Figure {
  readonly kind: DriftFinding["kind"];
  readonly what: string;
  readonly unit: NonNullable<DriftFinding["unit"]>;
  /** `null` where the recording does not tell. */
  read(sample: Sample): number | null;
  /** Ratios are averaged and not differences: for what has a long tail. */
  readonly isRatio?: boolean;
  /** The same request has the same figure: another one is no noise, even of a single recording. */
  readonly isFact?: boolean;
}

/** All numbers that are compared of recordings of the same request. */
export const FIGURES: readonly Figure[] = [
  { kind: "tokens", what: "input tokens", unit: "tokens", read: ifOk(({ inputTokens }) => inputTokens), isFact: true },
  { kind: "tokens", what: "cached input tokens", unit: "tokens", read: ifOk(({ cacheReadTokens }) => cacheReadTokens) },
  { kind: "tokens", what: "output tokens", unit: "tokens", read: ifOk(({ outputTokens }) => outputTokens) },
  { kind: "tokens", what: "reasoning tokens", unit: "tokens", read: ifOk(({ reasoningTokens }) => reasoningTokens) },
  { kind: "cost", what: "reported cost", unit: "USD", read: ifOk(({ reportedCostUsd }) => reportedCostUsd) },
  { kind: "cost", what: "cost by the given price", unit: "USD", read: ifOk(({ costUsd }) => costUsd) },
  latency("time to first token", ({ ttftMs }) => ttftMs),
  latency("latency", ({ latencyMs }) => latencyMs),
  latency("time per output token", ({ tpotMs }) => tpotMs),
  { kind: "failures", what: "failed calls", unit: "share", read: ({ ok }) => ok ? 0 : 1 },
];

/** What a call costs at the same tokens: another figure is another price. */
export const PRICE: Figure = {
  kind: "cost",
  what: "reported cost at equal tokens",
  unit: "USD",
  read: ifOk(({ reportedCostUsd }) => reportedCostUsd),
  isFact: true,
};

function latency(what: string, read: (sample: Sample) => number | null): Figure {
  // What took no time was not timed, or rounded away.
  const known = (sample: Sample) => {
    const ms = read(sample);
    return sample.ok && ms !== null && ms > 0 ? ms : null;
  };
  return { kind: "latency", what, unit: "ms", read: known, isRatio: true };
}

function ifOk(read: (sample: Sample) => number | null) {
  return (sample: Sample) => sample.ok ? read(sample) : null;
}
