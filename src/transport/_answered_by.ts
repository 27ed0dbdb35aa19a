import type { WireOutcome } from "../spec/mod.ts";
import type { Answered } from "./_send.ts";

/** What an answer is billed by that another layer than the tape has not kept. */
export function answeredBy(outcome: WireOutcome, status: number): Answered {
  const { usage = null, reportedCostUsd = null } = (outcome.ok ? outcome.completion : outcome.failure.billed) ?? {};
  const { latencyMs } = outcome.ok ? outcome.completion.timing : outcome.failure;
  return { status, latencyMs, usage, reportedCostUsd };
}
