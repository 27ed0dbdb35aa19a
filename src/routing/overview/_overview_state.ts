import type { Health, HealthState } from "../../spec/mod.ts";
import type { ProbeResult } from "../../transport/health/mod.ts";
import type { OverviewBreaker, OverviewCommand } from "./provider_overview.ts";

/** What is known of how a provider answers, and by whom. */
export interface StateEvidence {
  readonly health: Health;
  /** Whether its last call, whoever made it, was answered, and not too long ago to tell of now. */
  readonly isAnswering: boolean;
  /** `null`: there is none, or it is too old to tell of now. */
  readonly probe: ProbeResult | null;
  readonly breakers: readonly OverviewBreaker[];
  /** What running commands say of its endpoints. */
  readonly told: readonly { readonly by: OverviewCommand; readonly states: readonly HealthState[] }[];
}

/** A state, and why it is not a better one. */
export interface Verdict {
  readonly state: HealthState;
  readonly reasons: readonly string[];
}

const RANK: { readonly [state in HealthState]: number } = { unknown: 0, healthy: 1, degraded: 2, down: 3 };

/** The worse of states; what is unknown says nothing. */
export function worstState(states: readonly HealthState[]): HealthState {
  return states.reduce((worst, state) => RANK[state] > RANK[worst] ? state : worst, "unknown");
}

/** What all evidence comes to: the worst of it. */
export function overviewState({ health, isAnswering, probe, breakers, told }: StateEvidence): Verdict {
  const verdicts: Verdict[] = [
    health,
    ...(isAnswering ? [{ state: "healthy", reasons: [] } as const] : []),
    ...(probe === null ? [] : [probeVerdict(probe, health)]),
    ...breakers.flatMap(breakerVerdict),
    ...told.map(({ by, states }) => commandVerdict(by, states)),
  ];
  const state = worstState(verdicts.map((verdict) => verdict.state));
  const reasons = verdicts.filter((verdict) => verdict.state !== "healthy").flatMap((verdict) => verdict.reasons);
  return { state, reasons: state === "healthy" ? [] : [...new Set(reasons)] };
}

/** Where calls say nothing a probe is all that there is. Else a single one brings nothing down, as it may be its own fault. */
function probeVerdict({ state, reason }: ProbeResult, health: Health): Verdict {
  if (state === "healthy" || state === "unknown") return { state, reasons: [] };
  const isTold = reason === null || health.reasons.some((one) => one.includes(reason));
  const reasons = isTold ? [] : [`the last probe: ${reason}`];
  return { state: health.state === "unknown" ? state : "degraded", reasons };
}

/** Those of endpoints are in what is said of the endpoints; one of a credential stands for all of them. */
function breakerVerdict({ scope, state, reason, by }: OverviewBreaker): Verdict[] {
  if (scope.includes("@") || by === null) return [];
  const why = `its breaker is ${state} in ${nameOf(by)}${reason === null ? "" : `: ${reason}`}`;
  return [{ state: state === "open" ? "down" : "degraded", reasons: [why] }];
}

function commandVerdict(by: OverviewCommand, states: readonly HealthState[]): Verdict {
  const known = states.filter((state) => state !== "unknown");
  const bad = known.filter((state) => state !== "healthy");
  if (bad.length === 0) return { state: known.length === 0 ? "unknown" : "healthy", reasons: [] };
  const isDown = known.every((state) => state === "down");
  const words = isDown ? "down" : bad.includes("down") ? "down or degraded" : "degraded";
  const count = `${bad.length} of ${known.length} endpoint${known.length === 1 ? "" : "s"}`;
  return { state: isDown ? "down" : "degraded", reasons: [`${count} ${words} in ${nameOf(by)}`] };
}

function nameOf({ command, pid }: OverviewCommand): string {
  return `${command} (process ${pid})`;
}
