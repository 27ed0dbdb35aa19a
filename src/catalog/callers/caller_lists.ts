import { createHmac, randomBytes } from "node:crypto";
import { orLate, type PlainFetch, scrub } from "../../base/mod.ts";
import type { Clock, Credential, ProviderKey } from "../../spec/mod.ts";
import type { CallerAsk, CallerModels } from "../catalog_answers.ts";
import { ListProblem } from "../lists/mod.ts";
import type { CallerKey, CallerList } from "./caller_list.ts";
import { CallerPace } from "./_caller_pace.ts";

/** What {@linkcode CallerLists} work with. */
export interface CallerListsParts {
  /** Fetches a list with a key that is not its own, and keeps nothing of it: a catalog. */
  readonly catalog: { modelsFor(credential: Credential, ask: CallerAsk): Promise<CallerModels> };
  /** Makes the calls; the catalog's own unless given. */
  readonly fetch?: PlainFetch;
  /** Tells how old a list is. */
  readonly clock: Clock;
  /** Told of each key before it is used, so that nothing that is shown or logged repeats it. */
  readonly onSecret?: (secret: Credential) => void;
  /** How many lists are kept; 64 unless given. Those that were not asked for the longest go first. */
  readonly mostLists?: number;
  /** How many models they may have together; 20,000 unless given. */
  readonly mostModels?: number;
}

/** How a list is asked for. */
export interface CallerListsAsk {
  /** Whether one that is kept does not do. */
  readonly force?: boolean;
  /** How long it is waited for, in milliseconds; it is fetched on for whoever asks next. Without end unless given. */
  readonly waitMs?: number;
  /** Ends the calls, for all who wait for them: of whoever the lists belong to. */
  readonly closing?: AbortSignal;
}

const LIFETIME_MS = 10 * 60_000;
/** A key that was refused may be good in a minute. */
const FAILED_LIFETIME_MS = 60_000;

/** A list that is kept, or that is being fetched. */
interface Kept {
  readonly list: Promise<Omit<CallerList, "isKept">>;
  /** By the clock; without end while it is being fetched. */
  untilMs: number;
  models: number;
}

/**
 * Lists of models that were had with keys of callers. A list is answered to who brings the very key, and to nobody else:
 * it is kept for ten minutes, in memory alone, under a hash of the key that only this object can make. Neither the key
 * nor anything by which two processes could compare it is kept.
 *
 * Many keys cost neither much memory, as few lists are kept, nor the providers' patience, as few of them are asked for a
 * list at once and in a minute.
 */
export class CallerLists {
  readonly #parts: CallerListsParts;
  readonly #pace: CallerPace;
  readonly #hashKey = randomBytes(32);
  /** By the hash of provider and key; what was not asked for the longest stands first. */
  readonly #kept = new Map<string, Kept>();

  /** Nothing is fetched before it is asked for. */
  constructor(parts: CallerListsParts) {
    this.#parts = parts;
    this.#pace = new CallerPace(parts.clock);
  }

  /** How many lists are kept or are being fetched. */
  get size(): number {
    return this.#kept.size;
  }

  /** What a provider lists to who has a key. Whatever goes wrong is in the answer. */
  async of(key: CallerKey, { force = false, waitMs, closing }: CallerListsAsk = {}): Promise<CallerList> {
    const { provider } = key;
    const { clock } = this.#parts;
    const name = this.#nameOf(key);
    const known = this.#fresh(name, force);
    const kept = known ?? this.#begin(name, key, closing ?? new AbortController().signal);
    if (typeof kept === "string") return without(provider, { code: "busy", reason: kept });
    // Who asks often keeps the list longer than who asks once, but not beyond its lifetime.
    this.#kept.delete(name);
    this.#kept.set(name, kept);
    this.#bound();
    const late = () => new ListProblem({ provider, model: null, code: "timeout", reason: LATE });
    try {
      return { ...await orLate(kept.list, { clock, waitMs, late }), isKept: known !== null };
    } catch (error) {
      if (error instanceof ListProblem) return without(provider, { code: error.code, reason: error.reason });
      throw error;
    }
  }

  /** One that does, as it is not too old; one that is being fetched does always. */
  #fresh(name: string, force: boolean): Kept | null {
    const kept = this.#kept.get(name);
    if (kept === undefined) return null;
    const isRunning = kept.untilMs === Infinity;
    return isRunning || (!force && kept.untilMs > this.#parts.clock.nowMs()) ? kept : null;
  }

  /** Fetch a list, or say why that has to wait. */
  #begin(name: string, key: CallerKey, signal: AbortSignal): Kept | string {
    const refusal = this.#pace.begin(key.provider);
    if (refusal !== null) return refusal;
    this.#parts.onSecret?.(key.credential);
    const list = this.#fetch(key, signal).finally(() => this.#pace.end());
    const kept: Kept = { list, untilMs: Infinity, models: 0 };
    list.then(({ models, problem }) => {
      kept.untilMs = this.#parts.clock.nowMs() + (problem === null ? LIFETIME_MS : FAILED_LIFETIME_MS);
      kept.models = models.length;
      this.#bound();
    }, () => {
      if (this.#kept.get(name) === kept) this.#kept.delete(name);
    });
    return kept;
  }

  async #fetch({ provider, credential }: CallerKey, signal: AbortSignal): Promise<Omit<CallerList, "isKept">> {
    const { catalog, clock, fetch } = this.#parts;
    try {
      const ask = { provider, signal, ...(fetch === undefined ? {} : { fetch }) };
      const { models, fetchedAt } = await catalog.modelsFor(credential, ask);
      return { provider, models, checkedAt: fetchedAt, problem: null };
    } catch (error) {
      if (signal.aborted) return { provider, models: [], checkedAt: null, problem: CLOSED };
      if (!(error instanceof ListProblem)) throw error;
      // What a server says of a refusal may repeat the key.
      const problem = { code: error.code, reason: scrub(error.reason, [credential]) };
      return { provider, models: [], checkedAt: clock.date().toISOString(), problem };
    }
  }

  /** What is too old goes first, then what was not asked for the longest. */
  #bound(): void {
    const { clock, mostLists = 64, mostModels = 20_000 } = this.#parts;
    const nowMs = clock.nowMs();
    for (const [name, { untilMs }] of this.#kept) if (untilMs <= nowMs) this.#kept.delete(name);
    let models = [...this.#kept.values()].reduce((sum, kept) => sum + kept.models, 0);
    for (const [name, kept] of this.#kept) {
      if (this.#kept.size <= mostLists && models <= mostModels) return;
      this.#kept.delete(name);
      models -= kept.models;
    }
  }

  /** What a list is kept under: a thief of memory cannot tell from it which key it was. */
  #nameOf({ provider, credential }: CallerKey): string {
    return createHmac("sha256", this.#hashKey).update(`${provider}\0${credential.reveal()}`).digest("base64");
  }
}

const CLOSED = { code: "offline", reason: "no calls are made any more" } as const;
const LATE = "its server has not answered yet";

function without(provider: ProviderKey, problem: NonNullable<CallerList["problem"]>): CallerList {
  return { provider, models: [], checkedAt: null, problem, isKept: false };
}
