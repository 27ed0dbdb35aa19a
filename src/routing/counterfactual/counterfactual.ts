import { Decimal, UserError } from "../../base/mod.ts";
import type {
  Attempt,
  ChatRequest,
  Endpoint,
  EndpointKey,
  ModelKey,
  RouteNeeds,
  RoutingPolicy,
} from "../../spec/mod.ts";
import type { CandidateFacts } from "../eligibility/mod.ts";
import { chosenEndpoints, type LastingFacts, walk } from "./_choose.ts";
import { Evidence } from "./_evidence.ts";
import { type CallResult, figuresOf } from "./_figures.ts";
import { type RecordedCell, type RecordedGroup, recordedGroups } from "./_recorded_groups.ts";
import type { CounterfactualOutcome, CounterfactualReport, EndpointChoice } from "./counterfactual_report.ts";

/** What {@linkcode counterfactual} is asked. */
export interface CounterfactualOptions {
  /** The rows of one run or of several; of a cell that several have, the first run's count. */
  readonly attempts: Iterable<Attempt> | AsyncIterable<Attempt>;
  /** Each with a name of its own. */
  readonly policies: readonly RoutingPolicy[];
  /** Only calls of this model; of all models unless given. */
  readonly model?: ModelKey;
  /** What endpoints must be, beside what requests show. */
  readonly needs?: RouteNeeds;
  /**
   * Endpoints with what the catalog knows of them, those at which nothing was recorded too, if they may be chosen. A
   * recorded one that is not among them is known by its rows alone.
   */
  readonly facts?: readonly Pick<CandidateFacts, "endpoint" | "record">[];
  /** The request of a row; what its axes tell unless given, or where it gives `null`. */
  readonly requestOf?: (attempt: Attempt) => ChatRequest | null;
  /** How many endpoints may be asked after the first; 2 unless given. */
  readonly maxFallbacks?: number;
  /**
   * What policies may learn from: `all` recorded calls before, as who has made a sweep knows them, which is the default,
   * or their `own` alone, those that they would have made themselves.
   */
  readonly evidence?: "all" | "own";
}

/**
 * What recorded calls would have come to under other routing policies, without a call. Each question (model, prompt,
 * parameters, repeat) goes to the endpoint that the policy chooses, and what was recorded there is its outcome; a failure
 * that would lead on leads on to what was recorded at the next endpoint. A question that would have gone to an endpoint
 * at which it was not recorded is unknown and counted, never imputed.
 *
 * Questions are taken in the order of their times. A policy sees what the catalog knows, and tries of questions before
 * that had ended by then; nothing of the question itself or of later ones. Breakers, budgets and waits in queues are not
 * replayed. Figures of known questions alone can flatter a policy that leaves the hard ones unknown: compare `common`.
 *
 * @throws {UserError} when nothing was recorded, or two policies have one name.
 *
 * @example Always the cheaper one
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { counterfactual, routingPolicy } from "@tapedeck/tapedeck";
 *
 * const policies = [routingPolicy("cost"), routingPolicy("latency")];
 * try {
 *   await counterfactual({ attempts: [], policies });
 * } catch (error) {
 *   assertEquals((error as Error).message, "Cannot replay other choices as nothing was recorded: current value is 0 calls");
 * }
 * ```
 */
export async function counterfactual(options: CounterfactualOptions): Promise<CounterfactualReport> {
  assertNames(options.policies);
  const groups = await recordedGroups(options.attempts, options.model);
  if (groups.length === 0) {
    throw new UserError("Cannot replay other choices as nothing was recorded: current value is 0 calls");
  }
  const facts = factsByModel(groups, options.facts ?? []);
  const replays = options.policies.map((policy) => replayOf(policy, { groups, facts, options }));
  const endpoints = [...new Set(groups.flatMap(({ cells }) => [...cells.keys()]))].sort();
  const pinned = endpoints.map((key) => pinnedTo(key, { groups, facts }));
  const all = [...replays, ...pinned, oracleOf(groups)];
  const common = groups.map((_, i) => replays.every(({ results }) => results[i]?.kind !== "unknown"));
  return {
    models: [...new Set(groups.map(({ model }) => model))].sort(),
    cells: groups.length,
    commonCells: common.filter(Boolean).length,
    endpoints,
    outcomes: all.map((replay) => outcomeOf(replay, common)),
  };
}

/** What became of each group; `undefined`: it is none of an endpoint's model. */
interface Replay extends Pick<CounterfactualOutcome, "name" | "kind"> {
  readonly results: readonly (CallResult | undefined)[];
  readonly first: readonly (EndpointKey | null)[];
}

type FactsByModel = ReadonlyMap<ModelKey, readonly LastingFacts[]>;

function replayOf(
  policy: RoutingPolicy,
  { groups, facts, options }: {
    readonly groups: readonly RecordedGroup[];
    readonly facts: FactsByModel;
    readonly options: CounterfactualOptions;
  },
): Replay {
  const evidence = new Evidence();
  const turns = new Map<ModelKey, number>();
  const { needs = {}, maxFallbacks, requestOf = () => null } = options;
  const results: CallResult[] = [];
  const first: (EndpointKey | null)[] = [];
  for (const group of groups) {
    const turn = turns.get(group.model) ?? 0;
    turns.set(group.model, turn + 1);
    evidence.advanceTo(group.momentMs);
    const known = facts.get(group.model)!;
    const order = chosenEndpoints(group, { policy, facts: known, needs, evidence, turn, maxFallbacks, requestOf });
    const result = walk(group, { order, facts: known });
    const seen = options.evidence === "own" ? result.kind === "known" ? result.path : [] : [...group.cells.values()];
    evidence.add(seen.flatMap(({ tries }) => tries), group.model);
    results.push(result);
    first.push(order.at(0) ?? null);
  }
  return { name: policy.name, kind: "policy", results, first };
}

/** What was recorded at one endpoint, for the questions that its model was asked. */
function pinnedTo(
  key: EndpointKey,
  { groups, facts }: { readonly groups: readonly RecordedGroup[]; readonly facts: FactsByModel },
): Replay {
  const isIts = ({ model }: RecordedGroup) => facts.get(model)!.some(({ endpoint }) => endpoint.key === key);
  const results = groups.map((group) => isIts(group) ? walk(group, { order: [key], facts: [] }) : undefined);
  return { name: key, kind: "pinned", results, first: groups.map(() => key) };
}

/** Who knows beforehand what is recorded: the cheapest answer, and no call where there is none. */
function oracleOf(groups: readonly RecordedGroup[]): Replay {
  const chosen = groups.map(({ cells }) => {
    const answered = [...cells.values()].filter(({ errorKind }) => errorKind === null);
    return answered.map((cell) => ({ cell, usd: costOf(cell) })).sort(byCost).at(0)?.cell ?? null;
  });
  return {
    name: "oracle",
    kind: "oracle",
    results: chosen.map((cell) => cell === null ? { kind: "refused" } : { kind: "known", path: [cell] }),
    first: chosen.map((cell) => cell?.endpoint ?? null),
  };
}

/** All tries of a cell; `null`: one of them may have cost something that nobody knows. */
function costOf({ tries }: RecordedCell): Decimal | null {
  if (tries.some(({ isUnpriced }) => isUnpriced)) return null;
  return tries.reduce((sum, { costUsd }) => sum.plus(Decimal.parse(costUsd ?? "0")), Decimal.fromInteger(0));
}

interface PricedCell {
  readonly cell: RecordedCell;
  readonly usd: Decimal | null;
}

function byCost(a: PricedCell, b: PricedCell): number {
  const byKey = a.cell.endpoint < b.cell.endpoint ? -1 : 1;
  if (a.usd === null || b.usd === null) return (a.usd === null ? 1 : 0) - (b.usd === null ? 1 : 0) || byKey;
  return a.usd.compare(b.usd) || byKey;
}

function outcomeOf({ name, kind, results, first }: Replay, common: readonly boolean[]): CounterfactualOutcome {
  const own = results.filter((result) => result !== undefined);
  const shared = results.filter((result, i) => result !== undefined && common[i]);
  return {
    name,
    kind,
    ...figuresOf(own),
    choices: choicesOf(first.filter((_, i) => results[i] !== undefined)),
    common: figuresOf(shared.filter((result) => result !== undefined)),
  };
}

function choicesOf(first: readonly (EndpointKey | null)[]): EndpointChoice[] {
  const counts = new Map<EndpointKey | null, number>();
  for (const endpoint of first) counts.set(endpoint, (counts.get(endpoint) ?? 0) + 1);
  return [...counts]
    .map(([endpoint, cells]) => ({ endpoint, cells, share: cells / first.length }))
    .sort((a, b) => b.cells - a.cells || ((a.endpoint ?? "") < (b.endpoint ?? "") ? -1 : 1));
}

/** The endpoints of each model: those that are given, and those at which something was recorded. */
function factsByModel(groups: readonly RecordedGroup[], given: readonly LastingFacts[]): FactsByModel {
  const byModel = new Map<ModelKey, Map<EndpointKey, LastingFacts>>();
  for (const { model, cells } of groups) {
    const own = byModel.get(model) ?? new Map(given.filter((one) => one.endpoint.model === model).map(keyed));
    byModel.set(model, own);
    for (const { endpoint: key, tries: [{ provider }] } of cells.values()) {
      if (!own.has(key)) own.set(key, { endpoint: bareEndpoint({ key, model, provider }), record: null });
    }
  }
  return new Map([...byModel].map(([model, facts]) => [model, [...facts.values()]]));
}

function keyed(facts: LastingFacts): [EndpointKey, LastingFacts] {
  return [facts.endpoint.key, facts];
}

/** An endpoint that is never called. */
function bareEndpoint({ key, model, provider }: Pick<Endpoint, "key" | "model" | "provider">): Endpoint {
  return { key, model, provider, baseUrl: "", wireModel: model, wire: "", price: null, credential: null };
}

function assertNames(policies: readonly RoutingPolicy[]): void {
  const names = policies.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  throw new UserError(
    `Cannot compare policies as each must have a name of its own: current value is "${twice}" twice`,
    {
      exitCode: 2,
    },
  );
}
