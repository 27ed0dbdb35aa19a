import type { CallNote, Clock, JsonValue, NotedFetch, NotedRequestInit, WireLens } from "../spec/mod.ts";
import type { Budget } from "./_budget.ts";
import { closedError } from "./_closed_error.ts";
import { decisionLine } from "./_decision_line.ts";
import { LiveCalls } from "./_live_calls.ts";
import { type CancelledCall, Player } from "./_player.ts";
import { type PlayRules, Recordings } from "./_recordings.ts";
import {
  bindRequest,
  isPlain,
  keyOf,
  rawKeyOf,
  type RawRequest,
  readAnyRequest,
  readPlainRequest,
  redactRequest,
  type TapeRequest,
} from "./_request.ts";
import type { TapeFile } from "./_tape_file.ts";
import type { TapeWriter } from "./_tape_writer.ts";
import type { Targets } from "./_target.ts";
import { unusedError } from "./_unused_error.ts";
import { appendUsage } from "./_usage.ts";
import type { BodyMatcher } from "./body_matcher.ts";
import { CassetteMissError } from "./cassette_miss_error.ts";
import type { IdSearch, MaybeIdRequest, MintedIds } from "./ids/mod.ts";
import { decisionKey } from "./key.ts";
import { explainMiss } from "./miss/mod.ts";
import type { CassetteMode } from "./mode.ts";
import type { Redactor } from "./redaction/mod.ts";

export type { CancelledCall };

/** Explaining a miss reads the whole tape; after so many the reason is known. */
const MISSES_EXPLAINED = 5;

/** What a tape has done so far. */
export interface TapeSummary {
  /** Calls that a recording answered, those with recorded failures included. */
  readonly played: number;
  /** Interactions that this session has put on the disk. */
  readonly recorded: number;
  /** Requests that a replay did not find. */
  readonly missed: number;
  /** Answers that were not kept, as a secret could not be scrubbed. */
  readonly refused: number;
  /** Recordings that were there when the tape was opened and that no call has played. */
  readonly unplayed: number;
  /** Recordings that calls asked for and that were older than the option `expire` allows. */
  readonly expired: number;
}

/** A decision that depended on time or on other cells. */
export interface Decision {
  /** What was chosen, in whatever form its maker likes. */
  readonly choice: JsonValue;
  /** Why, for people. */
  readonly reason: string;
}

/** What a tape is made of; `openCassette` puts it together. */
export interface TapeParts {
  readonly path: string;
  readonly mode: CassetteMode;
  readonly file: TapeFile | null;
  readonly writer: TapeWriter | null;
  readonly targets: Targets;
  readonly redactor: Redactor;
  readonly ignore: readonly string[];
  readonly match: BodyMatcher | undefined;
  /** Of the answers on the tape and of those that this session records. */
  readonly ids: MintedIds;
  readonly network: NotedFetch;
  readonly clock: Clock;
  readonly lenses: readonly WireLens[];
  readonly rules: PlayRules;
  readonly budget: Budget | null;
  /** How many times as fast as it was recorded a replay is; 0 waits for nothing. */
  readonly speed: number;
  /** The file that is told at the end what was played. */
  readonly usage: string | null;
}

/** An open cassette. Its `fetch` records and replays; nothing global is touched, so any number may be open at once. */
export class Tape implements AsyncDisposable {
  /** As it was given to `openCassette`. */
  readonly path: string;
  /** What it does with a request; it does not change. */
  readonly mode: CassetteMode;
  /** A standard `fetch`, to hand to a client or an SDK. Bound: it may be passed on by itself. */
  readonly fetch: NotedFetch;
  readonly #parts: TapeParts;
  readonly #recordings: Recordings;
  readonly #player: Player;
  readonly #live: LiveCalls;
  #missed = 0;
  /** The misses that were explained. Clients ask again what failed, and that is not to use up the explanations. */
  readonly #explained = new Map<string, CassetteMissError>();
  #closed = false;

  /** `openCassette` calls it: it opens the parts, which the tape closes. */
  constructor(parts: TapeParts) {
    this.#parts = parts;
    this.path = parts.path;
    this.mode = parts.mode;
    const recordings = new Recordings(parts.file, parts.mode, parts.rules);
    this.#recordings = recordings;
    this.#player = new Player(parts);
    this.#live = new LiveCalls({ ...parts, recordings });
    this.fetch = (input, init) => this.#fetch(input, init);
  }

  /** What this tape has done so far. */
  get summary(): TapeSummary {
    const { played } = this.#player;
    const { file, rules } = this.#parts;
    const unplayed = file?.unplayed ?? 0;
    const expired = rules.expiry?.expired ?? 0;
    return { played, ...this.#live.counts, missed: this.#missed, unplayed, expired };
  }

  /**
   * Whether a recording has no scope, as imported ones and those of a plain client. Callers with scopes share these in
   * the order in which they ask: whoever wants the same from every replay asks one after the other.
   */
  get hasUnscoped(): boolean {
    return this.#parts.file?.hasUnscoped ?? false;
  }

  /** The scopes of the calls that were on the tape when it was opened and that nobody has asked for since. */
  unplayedScopes(): ReadonlySet<string> {
    return this.#parts.file?.unplayedScopes() ?? new Set();
  }

  /**
   * The played calls that the client called off, in that order: what to assert on where a client must stop early. An
   * answer that was recorded in one piece, is no event stream and is asked for without a signal cannot tell.
   */
  get cancelled(): readonly CancelledCall[] {
    return this.#player.cancelled;
  }

  /** A text without the credentials that this tape was given. */
  redact(text: string): string {
    return this.#parts.redactor.text(text);
  }

  /**
   * Decide once: the first time `make` decides and the tape keeps it, a replay reads it back. `null` in a replay whose
   * tape has no such decision.
   */
  async decide(
    scope: string,
    name: string,
    make: () => Decision | Promise<Decision>,
    run?: string,
  ): Promise<Decision | null> {
    if (this.#closed) throw closedError("decide", this.path);
    const { writer, clock, redactor } = this.#parts;
    const key = decisionKey(scope, name);
    const found = this.#recordings.next(key, { run });
    if (found?.kind === "decision") return { choice: found.choice, reason: found.reason };
    if (this.mode === "replay") return null;
    const decision = await make();
    if (writer === null) return decision;
    const replaces = this.#recordings.replaces(key);
    const { record, line } = decisionLine(redactor, {
      key,
      ...(replaces ? { replaces } : {}),
      kind: "decision",
      scope,
      name,
      ...(run === undefined ? {} : { run }),
      at: clock.date().toISOString(),
      ...decision,
    });
    this.#recordings.recorded(key);
    await writer.append(line);
    return { choice: record.choice, reason: record.reason };
  }

  /**
   * What was decided about a scope; `null` where nothing was, and nothing is decided then. A session that records anew
   * says so on the tape where an earlier one had decided something that no longer holds.
   */
  async recall(scope: string, name: string, run?: string): Promise<Decision | null> {
    if (this.#closed) throw closedError("decide", this.path);
    const key = decisionKey(scope, name);
    const found = this.#recordings.next(key, { run });
    if (found?.kind === "decision") return { choice: found.choice, reason: found.reason };
    if (this.mode !== "replay" && this.#recordings.replaces(key)) {
      await this.decide(
        scope,
        name,
        () => ({ choice: null, reason: "It was not decided when this was recorded" }),
        run,
      );
    }
    return null;
  }

  /**
   * Write what is pending and close the file.
   * @throws {UserError} when a recording could not be written or an answer could not be kept, and nobody was told yet;
   * with the option `unused`, when no call played some recording.
   */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#live.breakOff();
    const { file, rules } = this.#parts;
    if (rules.unusedIsError && file !== null) this.#live.untold ??= unusedError(file);
    file?.close();
    try {
      await this.#tellUsage();
      await this.#parts.writer?.close();
    } catch (error) {
      this.#live.untold ??= error;
    }
    if (this.#live.untold !== null) throw this.#live.untold;
  }

  /** As `close`, at the end of an `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #tellUsage(): Promise<void> {
    const { usage, file, clock } = this.#parts;
    if (usage === null || file === null || this.mode !== "replay") return;
    await appendUsage(usage, {
      cassette: this.path,
      at: clock.date().toISOString(),
      played: file.playedCounts(),
    });
  }

  #fetch(input: string | URL | Request, init: NotedRequestInit | undefined): Promise<Response> {
    try {
      if (this.#closed) throw closedError("fetch", this.path);
      if (!isPlain(input, init)) return this.#fetchAny(input, init);
      init?.signal?.throwIfAborted();
      const url = String(input);
      return this.#answer(url, readPlainRequest(url, init, this.#parts), init ?? {}, init?.note);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async #fetchAny(input: string | URL | Request, init: NotedRequestInit | undefined): Promise<Response> {
    const { raw, forward, url } = await readAnyRequest(input, init, this.#parts);
    forward.signal?.throwIfAborted();
    return await this.#answer(url, raw, forward, init?.note);
  }

  /** Play the answer, or get it from the network. Synchronous as far as it plays, since replays are many. */
  #answer(url: string, raw: RawRequest, forward: RequestInit, note: CallNote | undefined): Promise<Response> {
    if (this.mode === "passthrough") return this.#passThrough(url, raw, forward, note);
    const ids = this.#parts.match === undefined ? this.#parts.ids.search(idsOf(raw, raw.target.url)) : null;
    if (this.mode === "record" && note?.run === undefined && this.#parts.match === undefined) {
      // Nothing can be played, and the key can wait until the request is under way.
      return this.#live.make({ url, forward, keyed: () => this.#keyed(raw, ids, note), note });
    }
    const alike = ids === null ? null : this.#recordings.takeAlike(ids, note);
    if (alike !== null) return this.#player.play(alike, { url, raw, forward, note });
    const rawKey = rawKeyOf(raw, note?.scope);
    const asItIs = this.#recordings.take(rawKey, () => rawKeyOf(raw, undefined), note);
    if (asItIs !== null) return this.#player.play(asItIs, { url, raw, forward, note });
    const { request, key, ids: cleanIds } = this.#keyed(raw, ids, note);
    const redacted = cleanIds !== null
      ? this.#recordings.takeAlike(cleanIds, note)
      : key === rawKey
      ? null
      : this.#recordings.take(key, () => keyOf(request, undefined), note);
    if (redacted !== null) return this.#player.play(redacted, { url, raw, forward, note });
    if (this.mode === "replay") throw this.#miss(request, key, note);
    return this.#live.make({ url, forward, keyed: () => ({ request, key }), note });
  }

  /** The request without its secrets, with its key and what is known of the ids in it. */
  #keyed(raw: RawRequest, rawIds: IdSearch | null, note: CallNote | undefined) {
    const clean = redactRequest(raw, this.#parts);
    const ids = rawIds === null ? null : this.#parts.ids.search(idsOf(clean, clean.url));
    const request = ids === null ? clean : bindRequest(clean, ids.bound(note?.scope), this.#parts);
    return { request, key: keyOf(request, note?.scope), ids };
  }

  #passThrough(url: string, raw: RawRequest, forward: RequestInit, note: CallNote | undefined): Promise<Response> {
    if (note === undefined && this.#parts.budget === null) return this.#parts.network(url, forward);
    return this.#live.make({
      url,
      forward,
      keyed: () => ({ request: redactRequest(raw, this.#parts), key: null }),
      note,
    });
  }

  #miss(request: TapeRequest, key: string, note: CallNote | undefined): CassetteMissError {
    this.#missed++;
    if (note !== undefined) {
      note.key = key;
      note.source = "replay";
    }
    const before = this.#explained.get(key);
    if (before !== undefined) return new CassetteMissError(before.message, key, before);
    if (this.#explained.size < MISSES_EXPLAINED) {
      const missed = { request, key, scope: note?.scope, lenses: this.#parts.lenses };
      const explained = explainMiss(this.#parts.file!, missed);
      this.#explained.set(key, explained);
      return explained;
    }
    const message =
      `Cannot replay ${request.method} ${request.url} as it is not on the tape "${this.path}": key is ${key}`;
    return new CassetteMissError(message, key);
  }
}

function idsOf({ method, headers, body }: RawRequest | TapeRequest, url: string): MaybeIdRequest {
  return { method, url, headers: headers.keyed, body };
}
