import { type Finding, type Rule, unknownFact } from "./_finding.ts";
import { medianOutputTps, medianTtftMs } from "./medians.ts";
import { expectedUptime } from "./expected_uptime.ts";

/** Fewer calls than these say nothing of how often calls work. */
const LEAST_CALLS = 20;

/** Rules of how well an endpoint answers. */
export const speedRules: readonly Rule[] = [maxTtftMs, minOutputTps, minUptime, down, breaker];

function maxTtftMs(facts: Parameters<Rule>[0], { needs }: Parameters<Rule>[1]): Finding | null {
  const most = needs.maxTtftMs;
  if (most === undefined) return null;
  const median = medianTtftMs(facts)?.value ?? null;
  if (median === null) return unknownFact("maxTtftMs", "its time to the first token");
  if (median <= most) return null;
  const least = roundedUp(median);
  return {
    rule: "maxTtftMs",
    verdict: "no",
    reason: `its median time to the first token is ${least} ms, at most ${most} is allowed`,
    change: { text: `raise maxTtftMs from ${most} to ${least}`, needs: { maxTtftMs: least } },
  };
}

function minOutputTps(facts: Parameters<Rule>[0], { needs }: Parameters<Rule>[1]): Finding | null {
  const least = needs.minOutputTps;
  if (least === undefined) return null;
  const median = medianOutputTps(facts)?.value ?? null;
  if (median === null) return unknownFact("minOutputTps", "how fast it answers");
  if (median >= least) return null;
  const most = roundedDown(median);
  return {
    rule: "minOutputTps",
    verdict: "no",
    reason: `its median speed is ${most} tokens/s, at least ${least} is asked for`,
    change: { text: `lower minOutputTps from ${least} to ${most}`, needs: { minOutputTps: most } },
  };
}

function minUptime(facts: Parameters<Rule>[0], { needs }: Parameters<Rule>[1]): Finding | null {
  const least = needs.minUptime;
  if (least === undefined) return null;
  const { share, calls, listed } = expectedUptime(facts);
  if (listed === null && calls < LEAST_CALLS) return unknownFact("minUptime", "how often its calls work");
  if (share >= least) return null;
  const most = roundedDown(share);
  return {
    rule: "minUptime",
    verdict: "no",
    reason: `${percent(most)} of its calls work, at least ${percent(least)} are asked for`,
    change: { text: `lower minUptime from ${least} to ${most}`, needs: { minUptime: most } },
  };
}

/** What it was a moment ago it need not be any more: see `eligible`. */
function down({ health, record }: Parameters<Rule>[0]): Finding | null {
  const said = health !== null && health.state !== "unknown" ? health.state : record?.status ?? null;
  if (said !== "down") return null;
  const reasons = health?.reasons.join("; ") ?? "";
  return {
    rule: "health",
    verdict: "passing",
    reason: reasons === "" ? "it is down" : `it is down: ${reasons}`,
    change: null,
  };
}

function breaker({ health }: Parameters<Rule>[0]): Finding | null {
  if (health?.breaker !== "open") return null;
  return { rule: "breaker", verdict: "passing", reason: "its breaker is open", change: null };
}

/** To three digits that people read, on the side that lets it in. */
function roundedUp(value: number): number {
  return Math.max(value, Number((Math.ceil(value * 1000) / 1000).toFixed(3)));
}

function roundedDown(value: number): number {
  return Math.min(value, Number((Math.floor(value * 1000) / 1000).toFixed(3)));
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}
