import { Decimal } from "../../base/mod.ts";
import type { TokenCounts, WireLens } from "../../spec/mod.ts";
import { eachRecord } from "./_each_record.ts";
import type { InteractionFacts } from "./interaction_facts.ts";

/** A sum over calls, some of which may not tell. */
export interface Tally<T> {
  /** Of the calls that tell; `null` where none does. */
  readonly sum: T | null;
  /** How many calls do not tell. */
  readonly unknown: number;
}

/** What calls took and cost. Those that were not answered count as far as something is known of them. */
export interface CallStats {
  /** Recorded calls that count, failed ones too: what a whole replay does not make. */
  readonly calls: number;
  /** Of `calls`, those that ended in a failure. */
  readonly failed: number;
  /** Of `calls`, those whose answer was not kept. */
  readonly unrecordable: number;
  /** All input tokens, cached ones included. */
  readonly inputTokens: Tally<number>;
  /** Of the input tokens, those read from a cache. */
  readonly cacheReadTokens: Tally<number>;
  /** All output tokens, reasoning included. */
  readonly outputTokens: Tally<number>;
  /** Of the output tokens, those spent on reasoning. */
  readonly reasoningTokens: Tally<number>;
  /** As the providers reported it: an exact decimal string. */
  readonly costUsd: Tally<string>;
  /** The latencies of all calls, one after the other. */
  readonly waitingMs: Tally<number>;
  /** Of the requests' bodies. */
  readonly requestBytes: number;
  /** Of the responses' bodies. */
  readonly responseBytes: number;
}

/** The calls to one model at one endpoint. */
export interface StatsRow extends CallStats {
  /** As the requests name it; `null` where nothing tells. */
  readonly model: string | null;
  /** Its name, else the origin of its URL. */
  readonly endpoint: string;
}

/** What is on cassettes, in sums. */
export interface CassetteStats {
  /** How many cassettes. */
  readonly files: number;
  /** The size of the files. */
  readonly bytes: number;
  /** Those that count. */
  readonly decisions: number;
  /** Lines whose place a later recording has taken. */
  readonly superseded: number;
  /** When the oldest interaction was recorded; `null` when there is none. */
  readonly oldest: string | null;
  /** When the newest was. */
  readonly newest: string | null;
  /** By model and endpoint; the most calls first. */
  readonly rows: readonly StatsRow[];
  /** What replaying all of it once saves. */
  readonly total: CallStats;
}

/**
 * Sums over the interactions of cassettes, by model and endpoint. What a provider did not tell is unknown, never 0.
 * @throws {UserError} when a file cannot be read.
 */
export async function cassetteStats(paths: readonly string[], lenses: readonly WireLens[]): Promise<CassetteStats> {
  const groups = new Map<string, { model: string | null; endpoint: string; sums: Sums }>();
  const total = new Sums();
  let [bytes, decisions, superseded] = [0, 0, 0];
  let [oldest, newest]: (string | null)[] = [null, null];
  for (const path of paths) {
    eachRecord(path, lenses, {
      superseded: () => void superseded++,
      decision: () => void decisions++,
      interaction: (facts) => {
        const { at, model, endpoint } = facts;
        if (oldest === null || at < oldest) oldest = at;
        if (newest === null || at > newest) newest = at;
        const name = JSON.stringify([model, endpoint]);
        const group = groups.get(name) ?? { model, endpoint, sums: new Sums() };
        groups.set(name, group);
        group.sums.add(facts);
        total.add(facts);
      },
    });
    bytes += (await Deno.stat(path)).size;
  }
  const rows = [...groups.values()].map(({ model, endpoint, sums }) => ({ model, endpoint, ...sums.stats() }))
    .sort((a, b) => b.calls - a.calls || (a.endpoint < b.endpoint ? -1 : 1));
  return { files: paths.length, bytes, decisions, superseded, oldest, newest, rows, total: total.stats() };
}

const COUNTED = ["inputTokens", "cacheReadTokens", "outputTokens", "reasoningTokens"] as const;

class Sums {
  #counts = { calls: 0, failed: 0, unrecordable: 0, requestBytes: 0, responseBytes: 0 };
  readonly #tokens: { [name in typeof COUNTED[number]]: { sum: number | null; unknown: number } } = {
    inputTokens: { sum: null, unknown: 0 },
    cacheReadTokens: { sum: null, unknown: 0 },
    outputTokens: { sum: null, unknown: 0 },
    reasoningTokens: { sum: null, unknown: 0 },
  };
  readonly #cost: { sum: Decimal | null; unknown: number } = { sum: null, unknown: 0 };
  readonly #waiting: { sum: number | null; unknown: number } = { sum: null, unknown: 0 };

  add(facts: InteractionFacts): void {
    const counts = this.#counts;
    counts.calls++;
    if (facts.end === "failed") counts.failed++;
    if (facts.end === "unrecordable") counts.unrecordable++;
    counts.requestBytes += facts.requestBytes;
    counts.responseBytes += facts.responseBytes;
    for (const name of COUNTED) addTo(this.#tokens[name], tokensOf(facts, name));
    addTo(this.#waiting, facts.durationMs);
    if (facts.reportedCostUsd === null) this.#cost.unknown++;
    else this.#cost.sum = (this.#cost.sum ?? Decimal.fromInteger(0)).plus(Decimal.parse(facts.reportedCostUsd));
  }

  stats(): CallStats {
    const { sum, unknown } = this.#cost;
    return {
      ...this.#counts,
      ...this.#tokens,
      costUsd: { sum: sum?.toString() ?? null, unknown },
      waitingMs: this.#waiting,
    };
  }
}

function tokensOf({ usage }: InteractionFacts, name: keyof TokenCounts): number | null {
  return usage === null ? null : usage[name];
}

function addTo(tally: { sum: number | null; unknown: number }, value: number | null): void {
  if (value === null) tally.unknown++;
  else tally.sum = (tally.sum ?? 0) + value;
}
