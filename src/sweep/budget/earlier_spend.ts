import { Decimal } from "../../base/mod.ts";
import type { Attempt, ErrorKind, JsonObject, JsonValue, Ledger, RunRecord } from "../../spec/mod.ts";
import type { Shard } from "../control/mod.ts";
import type { BudgetAmounts, BudgetUse } from "./budget_amounts.ts";
import type { BudgetLevel, BudgetScopeName, BudgetStore } from "./budget_store.ts";

/** Failures of tries that were never handed to the network. */
const UNSENT: ReadonlySet<ErrorKind | null> = new Set<ErrorKind | null>([
  "cassette_miss",
  "recording_expired",
  "breaker_open",
  "budget_exceeded",
  "no_endpoint",
]);
const FIRST_FAILED_STATUS = 400;
const NOTHING: BudgetAmounts = { requests: 0, tokens: 0, usd: "0" };

type Sums = ReadonlyMap<BudgetScopeName, BudgetAmounts>;

/** What earlier sessions of a run have left behind. */
export interface EarlierSpend {
  /** All that they spent, by scope. */
  readonly spent: Sums;
  /** Of it, what stands in no row: tries of cells that did not end, calls of judges. */
  readonly carried: BudgetAmounts;
  /** How long they took, in milliseconds. */
  readonly usedMs: number;
}

/** Whose rows are counted. */
export interface EarlierSpendOptions {
  readonly ledger: Pick<Ledger, "attempts" | "scores">;
  readonly run: Pick<RunRecord, "runId" | "manifest">;
  /** Whose part of the run it is; all of it unless given. */
  readonly shard?: Shard;
  /** Which cells are of that part. */
  readonly isOwn?: (cellIndex: number) => boolean;
  /** Whom a scorer calls; `null`: several, or nobody. */
  readonly providerOf?: (scorer: string) => string | null;
  /** The most that a try may have used of which nobody knows what it did. */
  readonly boundOf: (attempt: Attempt) => BudgetUse;
}

/**
 * What earlier sessions of a run have spent: as its rows say, and what a session that ended in an orderly way has written
 * down beside them. Of a try of which nobody knows what it used, the most that it may have.
 */
export async function earlierSpend(options: EarlierSpendOptions): Promise<EarlierSpend> {
  const rows = await spentInRows(options);
  const { unrowed = {}, used_ms: usedMs = 0 } = keptOf(options);
  const spent = new Map(rows);
  for (const [scope, amounts] of Object.entries(unrowed) as [BudgetScopeName, BudgetAmounts][]) {
    spent.set(scope, combined(spent.get(scope) ?? NOTHING, amounts, 1));
  }
  return { spent, carried: unrowed.run ?? NOTHING, usedMs };
}

/** Begin a store with what was spent before. */
export async function begin(store: BudgetStore, { spent }: EarlierSpend): Promise<void> {
  for (const [scope, used] of spent) await store.settle([scope], { held: null, used });
}

interface Kept {
  readonly unrowed?: { readonly [scope in BudgetScopeName]?: BudgetAmounts };
  readonly used_ms?: number;
  /** The same of each shard: `1/4`. */
  readonly shards?: { readonly [shard: string]: Omit<Kept, "shards"> };
}

/** What earlier sessions have written down: of a shard its own, of a run as a whole that of all its shards, too. */
function keptOf({ run, shard }: EarlierSpendOptions): Omit<Kept, "shards"> {
  const { shards = {}, ...whole } = (run.manifest.budget ?? {}) as unknown as Kept;
  if (shard !== undefined) return shards[nameOf(shard)] ?? {};
  const unrowed = new Map<BudgetScopeName, BudgetAmounts>();
  const all = [whole, ...Object.values(shards)];
  for (const [scope, sum] of all.flatMap((one) => Object.entries(one.unrowed ?? {}))) {
    const name = scope as BudgetScopeName;
    unrowed.set(name, combined(unrowed.get(name) ?? NOTHING, sum!, 1));
  }
  return { unrowed: Object.fromEntries(unrowed), used_ms: Math.max(...all.map((one) => one.used_ms ?? 0)) };
}

/** What stands in the manifest when a session has ended. */
export function withKept(before: JsonValue | undefined, kept: JsonObject, shard?: Shard): JsonObject {
  if (shard === undefined) return kept;
  const known = (before ?? {}) as JsonObject;
  return { ...known, shards: { ...known.shards as JsonObject | undefined, [nameOf(shard)]: kept } };
}

function nameOf({ index, of }: Shard): string {
  return `${index}/${of}`;
}

/** What a session writes into the run's manifest at its end, for the next one to begin with. */
export async function keptSpend(
  levels: readonly BudgetLevel[],
  options: EarlierSpendOptions & { readonly usedMs: number },
): Promise<JsonObject> {
  const rows = await spentInRows(options);
  const unrowed = levels.map(({ scope, spent }) => [scope, combined(spent, rows.get(scope) ?? NOTHING, -1)] as const);
  const some = unrowed.filter(([, { requests, tokens, usd }]) => requests > 0 || tokens > 0 || usd !== "0");
  return {
    ...(some.length === 0 ? {} : { unrowed: Object.fromEntries(some.map(([scope, sum]) => [scope, { ...sum }])) }),
    used_ms: Math.round(options.usedMs),
  };
}

/** Those that were made for the run: a recording of another one was paid by that. */
async function spentInRows(
  { ledger, run, boundOf, isOwn = () => true, providerOf = () => null }: EarlierSpendOptions,
): Promise<Sums> {
  const sums = new Map<BudgetScopeName, BudgetAmounts>();
  const add = (scope: BudgetScopeName, used: BudgetAmounts) =>
    sums.set(scope, combined(sums.get(scope) ?? NOTHING, used, 1));
  for await (const attempt of ledger.attempts(run.runId)) {
    if (!isOwn(attempt.cellIndex) || attempt.source === "replay" || UNSENT.has(attempt.errorKind)) continue;
    const used = { requests: 1, ...usedBy(attempt, boundOf) };
    add("run", used);
    add(`provider:${attempt.provider}`, used);
  }
  for await (const { name, cellIndex, costUsd, calls } of ledger.scores(run.runId, 1)) {
    if (!isOwn(cellIndex)) continue;
    if (calls === undefined && !costUsd) continue;
    const used = { requests: calls ?? 0, tokens: 0, usd: costUsd ?? "0" };
    const provider = providerOf(name);
    add("run", used);
    if (provider !== null) add(`provider:${provider}`, used);
  }
  return sums;
}

/** As it was settled. */
function usedBy(attempt: Attempt, boundOf: (attempt: Attempt) => BudgetUse): Omit<BudgetAmounts, "requests"> {
  const { inputTokens, outputTokens, costUsd, httpStatus, errorKind } = attempt;
  const isUncounted = inputTokens === null && outputTokens === null && costUsd === null;
  const isRefused = httpStatus !== null && httpStatus >= FIRST_FAILED_STATUS;
  if (isUncounted && (isRefused || errorKind === "connection")) return { tokens: 0, usd: "0" };
  const tokens = inputTokens === null || outputTokens === null ? null : inputTokens + outputTokens;
  if (tokens !== null && costUsd !== null) return { tokens, usd: costUsd };
  const bound = boundOf(attempt);
  return { tokens: tokens ?? bound.tokens ?? 0, usd: costUsd ?? bound.usd ?? "0" };
}

/** `a + b`, or `a - b` where that is not below nothing. */
function combined(a: BudgetAmounts, b: BudgetAmounts, sign: 1 | -1): BudgetAmounts {
  const [own, other] = [Decimal.parse(a.usd), Decimal.parse(b.usd)];
  const usd = sign === 1 ? own.plus(other) : own.minus(other);
  return {
    requests: Math.max(0, a.requests + sign * b.requests),
    tokens: Math.max(0, a.tokens + sign * b.tokens),
    usd: usd.compare(Decimal.fromInteger(0)) < 0 ? "0" : usd.toString(),
  };
}
