import { nearestName, UserError } from "../base/mod.ts";
import type { CassetteOptions, RecordingBudget, Tape } from "../cassette/mod.ts";
import { isPostgresUrl } from "../ledger/mod.ts";
import { providerLenses } from "../provider/mod.ts";
import { openCassette, withFaults } from "../recording/mod.ts";
import type { Clock, Endpoint, NotedFetch } from "../spec/mod.ts";
import type { RunOptions } from "./run_summary.ts";
import type { PlanCassette, SweepPlan } from "./sweep_plan.ts";

/** What a run's tape is opened with beside plan and options. */
export interface RunTapeParts {
  /** By key, with their credentials. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly clock: Clock;
  /** What `CI` is set to. */
  readonly ci: string;
}

/**
 * The tape of a run, as its options say, and where they say nothing, its plan.
 * @throws {UserError} when it cannot be opened, or what is asked of it makes no sense for the plan.
 */
export async function openTape(
  plan: SweepPlan,
  options: RunOptions,
  { endpoints, clock, ci }: RunTapeParts,
): Promise<Tape> {
  const { mode, cassettePath } = options;
  if (cassettePath === null && mode !== "passthrough") {
    throw new UserError(
      `Cannot run the sweep as mode "${mode}" needs a cassette and the plan names none: name it by --cassette, or by ` +
        "cassette in [run]",
      { exitCode: 2 },
    );
  }
  const all = [...endpoints.values()];
  const given = tapeOptions(plan, options);
  assertKnown(options.refresh?.endpoints ?? [], [...endpoints.keys()]);
  return await openCassette(cassettePath ?? "", {
    mode,
    ...given,
    ...(given.budget === undefined ? {} : { budget: withPrices(given.budget, endpoints) }),
    unused: given.unused === "error" ? "error" : undefined,
    endpoints: Object.fromEntries(all.map(({ key, baseUrl }) => [key, baseUrl])),
    lenses: providerLenses(plan.plugins),
    secrets: all.flatMap(({ credential }) => credential === null ? [] : [credential]),
    allowLiveInCi: options.allowLiveInCi,
    ci,
    keepNetwork: options.keepNetwork ?? isPostgresUrl(options.ledgerPath),
    fetch: options.fetch,
    clock,
  });
}

/**
 * Recordings without scopes (imported, recorded by the proxy or by a plain client) belong to no cell: cells that ask the
 * same share them in the order in which they ask. One cell after the other makes that order the same in every replay.
 */
export function fixedOrder(tape: Tape): boolean {
  return tape.mode === "replay" && tape.hasUnscoped;
}

/** Faults stand over the tape. */
export function callFetch(
  tape: Tape,
  { plan, options, clock }: {
    readonly plan: SweepPlan;
    readonly options: Pick<RunOptions, "speed">;
    readonly clock: Clock;
  },
): NotedFetch {
  const { speed = plan.cassette.speed ?? 0 } = options;
  const lenses = providerLenses(plan.plugins);
  return plan.faults === null ? tape.fetch : withFaults(tape.fetch, { ...plan.faults, lenses, clock, speed });
}

type TapeOptions = PlanCassette & Pick<CassetteOptions, "refresh" | "match" | "usage" | "warn">;

/** Each limit of a budget is decided by itself: who limits the requests of a session keeps the plan's dollars. */
function tapeOptions(plan: SweepPlan, options: RunOptions): TapeOptions {
  const { expire, unused, repeat, speed, ignore, refresh, match, usage, warn } = options;
  const own = { expire, unused, repeat, speed, ignore, refresh, match, usage, warn };
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  const budget = { ...plan.cassette.budget, ...options.budget };
  const { requests, tokens, usd } = budget;
  const isLimited = requests !== undefined || tokens !== undefined || usd !== undefined;
  return { ...plan.cassette, ...given, budget: isLimited ? budget : undefined };
}

/** @throws {UserError} before anything is paid when an endpoint cannot be counted in dollars. */
function withPrices(
  budget: Omit<RecordingBudget, "priceOf" | "costOf">,
  endpoints: ReadonlyMap<string, Endpoint>,
): RecordingBudget {
  if (budget.usd === undefined) return budget;
  for (const { key, price } of endpoints.values()) {
    if (price?.kind === "tokens") continue;
    const reason = price === null
      ? "has no price"
      : "is paid by the hour, and what a call costs is not known before it";
    throw new UserError(
      `Cannot keep the run within ${budget.usd} US dollars as the endpoint "${key}" ${reason}: limit requests or tokens`,
      { exitCode: 2 },
    );
  }
  return { ...budget, priceOf: ({ endpoint }) => endpoints.get(endpoint ?? "")?.price ?? null };
}

function assertKnown(named: readonly string[], keys: readonly string[]): void {
  for (const name of named) {
    if (keys.includes(name)) continue;
    const near = nearestName(name, keys);
    throw new UserError(
      `Cannot refresh the recordings of an endpoint that the plan does not have: current value is "${name}"` +
        (near === null ? "" : ` (did you mean "${near}"?)`),
      { exitCode: 2 },
    );
  }
}
