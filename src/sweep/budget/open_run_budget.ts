import type { Attempt, Clock, Endpoint, EndpointRecord, Ledger, RunRecord } from "../../spec/mod.ts";
import { CellMaker } from "../_cell_maker.ts";
import type { RecordLookup } from "../check/mod.ts";
import { isOfShard, lockChoice, type Shard } from "../control/mod.ts";
import type { SweepPlan } from "../sweep_plan.ts";
import { assertBounded, withoutOutputLimit } from "./assert_bounded.ts";
import type { PlanBudget } from "./budget_limits.ts";
import type { BudgetSpending } from "./budget_spending.ts";
import type { BudgetStore } from "./budget_store.ts";
import type { CallBound } from "./call_bound.ts";
import { begin, earlierSpend, type EarlierSpendOptions, keptSpend, withKept } from "./earlier_spend.ts";
import { MemoryBudgetStore } from "./memory_budget_store.ts";
import { RunBudget } from "./run_budget.ts";

const MINUTE_MS = 60_000;

/** What is known before a run is chosen. */
export interface BudgetPlanParts {
  readonly plan: SweepPlan;
  /** With the prices that they are counted by. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly clock: Clock;
  /** Looks up how long answers can be; the catalog, without a call, unless given. */
  readonly records?: RecordLookup | undefined;
  readonly env: (name: string) => string | undefined;
}

/** A budget that every call of its plan can be reserved in. */
export interface PlannedBudget {
  readonly limits: PlanBudget;
  /** The most that a call may use. */
  readonly boundOf: CallBound;
}

/**
 * Look up what the calls of a plan may use at most.
 * @throws {UserError} with exit code 2 when that is not known and limited.
 */
export async function planBudget(limits: PlanBudget, parts: BudgetPlanParts): Promise<PlannedBudget> {
  const { plan, endpoints, clock, env } = parts;
  const { callBounds, offlineRecords } = await import("../../routing/mod.ts");
  const sought = limitsAmounts(limits) ? withoutOutputLimit(plan) : [];
  const lookUp: RecordLookup = parts.records ?? ((keys) => offlineRecords(keys, { env }));
  const records = sought.length === 0 ? new Map<string, EndpointRecord>() : await lookUp(sought);
  assertBounded(limits, { plan, endpoints, records });
  const boundOf: CallBound = (request, endpoint) => {
    const { inputTokens, outputTokens, usd } = callBounds(request, {
      endpoint,
      record: records.get(endpoint.key) ?? null,
      at: clock.date().toISOString(),
      totalMs: plan.run.timeoutMs,
    });
    return { tokens: outputTokens === null ? null : inputTokens + outputTokens, usd };
  };
  return { limits, boundOf };
}

/** A run's budget while one of its sessions goes on. */
export interface OpenedBudget {
  readonly budget: RunBudget;
  readonly boundOf: CallBound;
  /** What was spent of each limit. */
  spending(): Promise<readonly BudgetSpending[]>;
  /** Write down what stands in no row, for sessions after this one. */
  close(): Promise<void>;
}

/** Begin the budget of a run with what its earlier sessions have spent. */
export async function openRunBudget(planned: PlannedBudget, { plan, endpoints, ledger, run, clock, store, shard }: {
  readonly plan: SweepPlan;
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly ledger: Pick<Ledger, "attempts" | "scores" | "run" | "updateRun" | "lock">;
  readonly run: Pick<RunRecord, "runId" | "manifest">;
  readonly clock: Clock;
  /** In memory unless given. */
  readonly store?: BudgetStore | undefined;
  /** Whose part of the budget it is; the run's as a whole unless given. */
  readonly shard?: Shard | undefined;
}): Promise<OpenedBudget> {
  const { limits, boundOf } = planned;
  const cells = new CellMaker(plan);
  const rows: EarlierSpendOptions = {
    ledger,
    run,
    providerOf: (scorer) => {
      const [provider, ...others] = new Set(plan.scoreEndpoints?.[scorer]?.map((endpoint) => endpoint.provider));
      return others.length === 0 ? provider ?? null : null;
    },
    ...(shard === undefined ? {} : { shard, isOwn: (cellIndex: number) => isOfShard(cellIndex, shard) }),
    boundOf: ({ cellIndex, endpoint }: Attempt) => boundOf(cells.at(cellIndex).request, endpoints.get(endpoint)!),
  };
  const earlier = await earlierSpend(rows);
  const kept = store ?? new MemoryBudgetStore();
  if (store === undefined) await begin(kept, earlier);
  const budget = new RunBudget({ limits, store: kept, clock, usedMs: earlier.usedMs, carried: earlier.carried });
  return {
    budget,
    boundOf,
    spending: async () => spendingOf(budget, await budget.levels()),
    async close() {
      const levels = await budget.levels();
      const kept = await keptSpend(levels, { ...rows, usedMs: budget.usedMs });
      // Other shards write down theirs in the same manifest.
      using _turn = shard === undefined ? null : await lockChoice(ledger);
      const manifest = (await ledger.run(run.runId))?.manifest ?? {};
      await ledger.updateRun(run.runId, { manifest: { ...manifest, budget: withKept(manifest.budget, kept, shard) } });
    },
  };
}

function limitsAmounts({ usd, tokens, providers = {} }: PlanBudget): boolean {
  return [{ usd, tokens }, ...Object.values(providers)].some((one) =>
    one.usd !== undefined || one.tokens !== undefined
  );
}

function spendingOf({ limits, usedMs }: RunBudget, levels: Awaited<ReturnType<RunBudget["levels"]>>): BudgetSpending[] {
  const { providers = {}, ...ofRun } = limits;
  const minutes = Math.round(usedMs / MINUTE_MS * 1000) / 1000;
  const none = { requests: 0, tokens: 0, usd: "0" };
  const scopes = [
    ...(Object.keys(ofRun).length === 0 ? [] : [{ scope: "run" as const, limits: ofRun }]),
    ...Object.entries(providers).map(([name, own]) => ({ scope: `provider:${name}` as const, limits: own })),
  ];
  return scopes.map(({ scope, limits }) => {
    const { spent = none, reserved = none } = levels.find((level) => level.scope === scope) ?? {};
    return { scope, limits, spent, reserved, minutes };
  });
}
