import { scrub } from "../base/mod.ts";
import type { Tape } from "../cassette/mod.ts";
import { readRateLimits } from "../provider/mod.ts";
import type { Clock, Endpoint, Ledger, LimitSettings } from "../spec/mod.ts";
import { defaultTransportSettings, isMoneyLimited, recallUse, Transport } from "../transport/mod.ts";
import { BudgetGate } from "./_budget_gate.ts";
import { callFetch } from "./_open_tape.ts";
import type { CellGuard } from "./_cell_guard.ts";
import type { CellContext } from "./_run_cell.ts";
import { SweepControl, untilAllowed } from "./control/mod.ts";
import type { RunScoring } from "./scoring/mod.ts";
import { WarningTally } from "./_warning_tally.ts";
import { wireOf } from "./_wire_of.ts";
import type { RunOptions } from "./run_summary.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/** What the cells of a run are run with, put together from. */
export interface CellContextParts {
  readonly plan: SweepPlan;
  readonly options: Pick<
    RunOptions,
    "mode" | "concurrency" | "setup" | "speed" | "onEvent" | "onStart"
  >;
  readonly clock: Clock;
  readonly scoring: RunScoring;
  /** With their credentials and prices. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly ledger: Pick<Ledger, "use">;
  readonly tape: Tape;
  readonly runId: string;
  readonly signal: AbortSignal;
  /** Its own unless given. */
  readonly control?: SweepControl;
  /** Nothing is stopped or limited unless given. */
  readonly guard?: CellGuard;
}

/** What all cells of a session share: limits that know what earlier calls have used, the way to the tape, the scorers. */
export async function cellContext(parts: CellContextParts): Promise<CellContext> {
  const { plan, options, clock, ledger, tape, runId, signal, control = new SweepControl() } = parts;
  const transport = transportOf(parts);
  if (options.mode !== "replay") await recallUse(transport, { ledger, clock, limits: limitsOf(parts) });
  const sent = (endpoint: Endpoint) => options.setup?.sent?.(endpoint);
  const estimate = await estimateIn(parts);
  const credentials = [...parts.endpoints.values(), ...parts.scoring.endpoints].flatMap(({ credential }) =>
    credential ?? []
  );
  const clean = (message: string) => scrub(message, credentials);
  options.onStart?.({ runId, status: () => transport.status() });
  return {
    runId,
    transport,
    fetch: callFetch(tape, { plan, options, clock }),
    decide: (scope, name, make) => tape.decide(scope, name, make, runId),
    gate: new BudgetGate(),
    clock,
    wireOf: wireOf(plan.plugins),
    endpointOf: (cell) => parts.endpoints.get(cell.endpoint.key)!,
    estimate,
    scoring: parts.scoring.cells({
      transport,
      runId,
      clock,
      signal,
      clean,
      handOver: async (endpoint, signal) => {
        if (control.state !== "running") await untilAllowed(control, signal);
        sent(endpoint);
      },
      estimate: (request, endpoint) => estimate({ request }, endpoint),
      around: (cell, call) => parts.guard?.aroundScorer(cell.endpoint, call),
    }),
    warnings: new WarningTally(),
    sent,
    signal,
    control,
    ...(parts.guard === undefined ? {} : { guard: parts.guard }),
  };
}

/**
 * How often a cell is tried is the plan's alone, as a replay must do the same without what its recorder had set up. The
 * rest decides when things happen, and what came of that is on the tape.
 */
function transportOf({ plan: { run }, options, clock, scoring }: CellContextParts): Transport {
  const { setup, concurrency, onEvent } = options;
  return new Transport({
    clock,
    settings: (endpoint) => {
      const { timeouts, ...rest } = setup?.transportOf(endpoint) ?? defaultTransportSettings;
      return {
        ...rest,
        retry: { ...defaultTransportSettings.retry, maxTries: run.maxTries },
        timeouts: { ...timeouts, totalMs: run.timeoutMs },
      };
    },
    concurrency: (endpoint) => scoring.isScorers(endpoint) ? null : Math.max(1, concurrency),
    readLimits: readRateLimits,
    ...(onEvent === undefined ? {} : { onEvent }),
  });
}

/** The most that a cell's call may cost, at a provider whose money is limited. */
async function estimateIn(parts: CellContextParts): Promise<CellContext["estimate"]> {
  const { plan: { run: { timeoutMs: totalMs } }, clock, options: { mode } } = parts;
  const limited = new Set([...limitsOf(parts)].flatMap(([name, limits]) => isMoneyLimited(limits) ? [name] : []));
  if (mode === "replay" || limited.size === 0) return () => ({});
  const { callEstimate } = await import("../routing/mod.ts");
  return ({ request }, endpoint) =>
    limited.has(endpoint.provider)
      ? callEstimate(request, { endpoint, record: null, at: clock.date().toISOString(), totalMs })
      : {};
}

/** What the user set of each provider. */
function limitsOf({ endpoints, scoring, options: { setup } }: CellContextParts): Map<string, LimitSettings> {
  return new Map([...endpoints.values(), ...scoring.endpoints].map((endpoint) => [
    endpoint.provider,
    (setup?.transportOf(endpoint) ?? defaultTransportSettings).limits,
  ]));
}
