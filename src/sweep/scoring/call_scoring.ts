import { resolve } from "node:path";
import pLimit from "p-limit";
import { isThere, UserError } from "../../base/mod.ts";
import type { CassetteMode, Tape } from "../../cassette/mod.ts";
import { providerLenses } from "../../provider/mod.ts";
import { openCassette } from "../../recording/mod.ts";
import { type CallScorerEntry, callScorers, createCallScorer, createPairwiseJudge } from "../../scoring/mod.ts";
import type { Clock, Endpoint, Scorer, ScorerTools } from "../../spec/mod.ts";
import { lookUpInCatalog, withCatalogPrices, withKeptPrices } from "../_price_endpoints.ts";
import { wireOf } from "../_wire_of.ts";
import { withCredentials } from "../_with_credentials.ts";
import type { PriceLookup } from "../price_lookup.ts";
import type { RunOptions, RunSetup } from "../run_summary.ts";
import type { SweepPlan } from "../sweep_plan.ts";
import type { PairwiseScorer } from "./pairwise_pass.ts";
import { scorerTapePath } from "./_scorer_tape_path.ts";
import {
  type ScoredCell,
  type ScorerCallContext,
  type ScorerEndpoint,
  type ScorerLine,
  scorerTools,
} from "./_scorer_tools.ts";

/** What the scorers of a plan that make calls are opened with. */
export interface CallScoringOptions extends Pick<RunOptions, "fetch" | "keepNetwork" | "allowLiveInCi" | "warn"> {
  /** What the run's tape does: those of scorers do the same, but record what is missing where the run's is refreshed. */
  readonly mode: CassetteMode;
  /** The path of the run's tape, beside which those of scorers are; `null`: it has none. */
  readonly runTape: string | null;
  /** The run's tape where it is open: a scorer may be told to use it too. */
  readonly openTape?: Tape;
  /** Answers that a scorer looks at at once, where the plan does not say. */
  readonly concurrency: number;
  readonly env: (name: string) => string | undefined;
  readonly clock: Clock;
  readonly setup?: RunSetup;
  readonly prices?: PriceLookup;
  /** No others than these; all of the plan unless given. */
  readonly only?: readonly string[];
}

/** A scorer with what its calls go over. */
interface Opened extends ScorerLine {
  readonly entry: CallScorerEntry;
  readonly limit: <T>(make: () => Promise<T>) => Promise<T>;
}

/** The scorers of a plan that make calls, with their endpoints and their tapes, until it is disposed of. */
export class CallScoring implements AsyncDisposable {
  /** Those that look at one answer at a time, in the order of their columns. */
  readonly scorers: readonly Scorer[];
  readonly #opened: ReadonlyMap<string, Opened>;
  readonly #tapes: ReadonlySet<Tape>;
  readonly #wireOf: ScorerCallContext["wireOf"];

  private constructor(plan: SweepPlan, opened: readonly Opened[], tapes: ReadonlySet<Tape>) {
    this.#opened = new Map(opened.map((one) => [one.name, one]));
    this.#tapes = tapes;
    this.#wireOf = wireOf(plan.plugins);
    this.scorers = opened.flatMap(({ entry, endpoints, limit }): Scorer[] => {
      if (entry.kind === "pairwise") return [];
      const scorer = createCallScorer(entry, [...endpoints.keys()]);
      return [{ ...scorer, score: (input, tools) => limit(async () => await scorer.score(input, tools)) }];
    });
  }

  /**
   * Look up credentials and prices, and open the tapes.
   * @throws {UserError} when a credential, or in a replay a tape, is missing.
   */
  static async open(plan: SweepPlan, options: CallScoringOptions): Promise<CallScoring> {
    const { only } = options;
    const entries = callScorers(plan.score).filter(({ name }) => only === undefined || only.includes(name));
    const tapes = new Map<string, Tape>();
    const own = new Set<Tape>();
    try {
      const opened: Opened[] = [];
      for (const entry of entries) opened.push(await openScorer(entry, { plan, options, tapes, own }));
      return new CallScoring(plan, opened, own);
    } catch (error) {
      for (const tape of own) await tape.close();
      throw error;
    }
  }

  /** Those that compare answers in pairs, which is done when all of them are there. */
  pairwise(context: Omit<ScorerCallContext, "wireOf">): PairwiseScorer[] {
    return [...this.#opened.values()].flatMap(({ name, entry, endpoints, limit }) => {
      if (entry.kind !== "pairwise") return [];
      const judge = createPairwiseJudge(entry, [...endpoints.keys()][0]);
      return [
        {
          name,
          baseline: entry.config.baseline,
          compare: (input, baseline, cell) =>
            limit(async () => await judge.compare(input, baseline, this.tools(name, cell, context)!)),
        } satisfies PairwiseScorer,
      ];
    });
  }

  /** What a scorer makes its calls about a cell with; `null`: it is none of these. */
  tools(scorer: string, cell: ScoredCell, context: Omit<ScorerCallContext, "wireOf">): ScorerTools | null {
    const opened = this.#opened.get(scorer);
    return opened === undefined ? null : scorerTools(opened, cell, { ...context, wireOf: this.#wireOf });
  }

  /** Those of all scorers, with their prices. */
  get endpoints(): readonly Endpoint[] {
    return [...this.#opened.values()].flatMap(({ endpoints }) => [...endpoints.values()]);
  }

  /** Whether an endpoint is that of a scorer, whose calls are counted apart from those of cells. */
  isScorers(endpoint: Endpoint): boolean {
    return this.endpoints.includes(endpoint);
  }

  /** Whether the answers of a tape depend on the order in which they are asked for. */
  get needsOrder(): boolean {
    return [...this.#tapes].some((tape) => tape.mode === "replay" && tape.hasUnscoped);
  }

  /** @throws {UserError} when a recording could not be written. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const tape of this.#tapes) await tape.close();
  }
}

async function openScorer(
  entry: CallScorerEntry,
  { plan, options, tapes, own }: {
    readonly plan: SweepPlan;
    readonly options: CallScoringOptions;
    /** By path. */
    readonly tapes: Map<string, Tape>;
    readonly own: Set<Tape>;
  },
): Promise<Opened> {
  const { mode, env, setup, concurrency, prices = lookUpInCatalog } = options;
  const { name, config } = entry;
  const endpoints = plan.scoreEndpoints?.[name] ?? [];
  const found = await withCredentials({ ...plan, endpoints }, { env, mode, setup });
  const priced = mode === "replay" ? found : await withCatalogPrices(found, prices);
  const tape = await tapeOf(entry, { plan, options, tapes, own, endpoints: priced });
  const kept = await withKeptPrices(priced, tape);
  const parameters = new Map(endpoints.map((endpoint) => [endpoint.key, endpoint.parameters]));
  return {
    name,
    entry,
    tape,
    endpoints: new Map(
      [...kept].map(([key, endpoint]): [string, ScorerEndpoint] => [
        key,
        { ...endpoint, parameters: parameters.get(key) ?? {} },
      ]),
    ),
    embedding: entry.kind === "similarity" ? entry.config : {},
    limit: pLimit(config.concurrency ?? Math.max(1, concurrency)),
  };
}

async function tapeOf(
  { name, config }: CallScorerEntry,
  { plan, options, tapes, own, endpoints }: {
    readonly plan: SweepPlan;
    readonly options: CallScoringOptions;
    readonly tapes: Map<string, Tape>;
    readonly own: Set<Tape>;
    readonly endpoints: ReadonlyMap<string, Endpoint>;
  },
): Promise<Tape> {
  const { mode, runTape, openTape, env, clock, keepNetwork, fetch, allowLiveInCi, warn } = options;
  const path = scorerTapePath(name, { config, planPath: plan.path, runTape });
  if (openTape !== undefined && path !== null && runTape !== null && resolve(path) === resolve(runTape)) {
    return openTape;
  }
  const known = path === null ? undefined : tapes.get(resolve(path));
  if (known !== undefined) return known;
  if (mode === "replay" && path !== null && !await isThere(path)) throw noTape(name, path);
  const tape = await openCassette(path ?? "", {
    mode: path === null ? "passthrough" : mode === "refresh" ? "append" : mode,
    endpoints: baseUrlsOf(plan, endpoints),
    lenses: providerLenses(plan.plugins),
    secrets: [...endpoints.values()].flatMap(({ credential }) => credential === null ? [] : [credential]),
    allowLiveInCi,
    ci: env("CI") ?? "",
    keepNetwork,
    fetch,
    clock,
    warn,
  });
  own.add(tape);
  if (path !== null) tapes.set(resolve(path), tape);
  return tape;
}

function noTape(name: string, path: string): UserError {
  return new UserError(
    `Cannot replay the calls of the scorer "${name}" as there is no tape of them (mode "append" records what is ` +
      `missing): current value is "${path}"`,
    { exitCode: 2 },
  );
}

/** Of all scorers, as several may share a tape. */
function baseUrlsOf(plan: SweepPlan, endpoints: ReadonlyMap<string, Endpoint>): { [key: string]: string } {
  const all = [...Object.values(plan.scoreEndpoints ?? {}).flat(), ...endpoints.values()];
  return Object.fromEntries(all.map(({ key, baseUrl }) => [key, baseUrl]));
}
