import { UserError } from "../base/mod.ts";
import type { CallNote, Clock, JsonValue, NotedFetch, NotedRequestInit } from "../spec/mod.ts";
import { explainMiss } from "./_explain_miss.ts";
import { Pace } from "./_pace.ts";
import { fillNote, playedResponse } from "./_play.ts";
import { recordFailure, type Recording, recordResponse } from "./_record.ts";
import {
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
import { appendUsage } from "./_usage.ts";
import { CassetteMissError } from "./cassette_miss_error.ts";
import type { DecisionRecord, Playable } from "./interaction.ts";
import { decisionKey } from "./key.ts";
import type { CassetteMode } from "./mode.ts";
import type { Redactor } from "./redaction/mod.ts";

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
}

/** A played call that the client called off: it cancelled the body or aborted the call before the recorded end. */
export interface CancelledCall {
  /** Of the recording that was played. */
  readonly key: string;
  /** How many chunks of the body the client had been given. */
  readonly afterChunks: number;
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
  readonly network: NotedFetch;
  readonly clock: Clock;
  /** How many times as fast as it was recorded a replay is; 0 waits for nothing. */
  readonly speed: number;
  /** The file that is told at the end what was played. */
  readonly usage: string | null;
}

/** A call that a recording answers. */
interface PlayedCall {
  readonly url: string;
  readonly raw: RawRequest;
  readonly forward: RequestInit;
  readonly note: CallNote | undefined;
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
  /** Keys that this session has recorded, or played as its own run's: otherwise the first recording of a key takes the place of those of earlier sessions. */
  readonly #recordedKeys = new Set<string>();
  /** Answers that their callers are still reading. */
  readonly #reading = new Set<() => void>();
  #counts = { played: 0, recorded: 0, missed: 0, refused: 0 };
  readonly #cancelled: CancelledCall[] = [];
  #untold: unknown = null;
  #closed = false;

  /** `openCassette` calls it: it opens the parts, which the tape closes. */
  constructor(parts: TapeParts) {
    this.#parts = parts;
    this.path = parts.path;
    this.mode = parts.mode;
    this.fetch = (input, init) => this.#fetch(input, init);
  }

  /** What this tape has done so far. */
  get summary(): TapeSummary {
    return { ...this.#counts, unplayed: this.#parts.file?.unplayed ?? 0 };
  }

  /**
   * The played calls that the client called off, in that order: what to assert on where a client must stop early. An
   * answer that was recorded in one piece, is no event stream and is asked for without a signal cannot tell.
   */
  get cancelled(): readonly CancelledCall[] {
    return this.#cancelled;
  }

  /** A text without the credentials that this tape was given. */
  redact(text: string): string {
    return this.#parts.redactor.text(text);
  }

  /**
   * Decide once: the first time `make` decides and the tape keeps it, a replay reads it back. `null` in a replay whose
   * tape has no such decision.
   */
  async decide(scope: string, name: string, make: () => Decision, run?: string): Promise<Decision | null> {
    if (this.#closed) throw this.#closedError("decide");
    const { writer, clock, redactor } = this.#parts;
    const key = decisionKey(scope, name);
    const found = this.#next(key, run);
    if (found?.kind === "decision") return { choice: found.choice, reason: found.reason };
    if (this.mode === "replay") return null;
    const decision = make();
    if (writer === null) return decision;
    const replaces = this.#replaces(key);
    const record: DecisionRecord = {
      key,
      ...(replaces ? { replaces } : {}),
      kind: "decision",
      scope,
      name,
      ...(run === undefined ? {} : { run }),
      at: clock.date().toISOString(),
      choice: redactor.json(decision.choice),
      reason: redactor.text(decision.reason),
    };
    const line = JSON.stringify(record);
    if (redactor.finds(line)) {
      throw new UserError(
        `Cannot keep the decision "${redactor.text(name)}" as its scope, name or run has a credential`,
      );
    }
    await writer.append(line);
    return { choice: record.choice, reason: record.reason };
  }

  /**
   * Write what is pending and close the file.
   * @throws {UserError} when a recording could not be written or an answer could not be kept, and nobody was told yet.
   */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const breakOff of [...this.#reading]) breakOff();
    this.#parts.file?.close();
    try {
      await this.#tellUsage();
      await this.#parts.writer?.close();
    } catch (error) {
      this.#untold ??= error;
    }
    if (this.#untold !== null) throw this.#untold;
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
      if (this.#closed) throw this.#closedError("fetch");
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
    if (this.mode === "passthrough") {
      return note === undefined
        ? this.#parts.network(url, forward)
        : this.#live(url, forward, redactRequest(raw, this.#parts), null, note);
    }
    const rawKey = rawKeyOf(raw, note?.scope);
    const asItIs = this.#take(rawKey, () => rawKeyOf(raw, undefined), note);
    if (asItIs !== null) return this.#play(asItIs, { url, raw, forward, note });
    const request = redactRequest(raw, this.#parts);
    const key = keyOf(request, note?.scope);
    const redacted = key === rawKey ? null : this.#take(key, () => keyOf(request, undefined), note);
    if (redacted !== null) return this.#play(redacted, { url, raw, forward, note });
    if (this.mode === "replay") throw this.#miss(request, key, note);
    return this.#live(url, forward, request, key, note);
  }

  /** A recording that may answer the request now. */
  #take(key: string, withoutScope: () => string, note: CallNote | undefined): Playable | null {
    let found = this.#next(key, note?.run);
    // Tapes that were imported, written by hand or recorded by a plain client have no scopes.
    if (found === null && note?.scope !== undefined && this.mode !== "record") {
      found = this.#next(withoutScope(), note.run);
    }
    return found?.kind === "http" ? found : null;
  }

  /** The next recording of a key that may be played: any, or where the mode is always live, what the same run has paid. */
  #next(key: string, run: string | undefined): Playable | DecisionRecord | null {
    const { file } = this.#parts;
    if (file === null) return null;
    if (this.mode !== "record") return file.take(key);
    const found = run === undefined ? null : file.take(key, run);
    // What this run records now stands beside what it has recorded before.
    if (found !== null) this.#recordedKeys.add(key);
    return found;
  }

  #play(interaction: Playable, { url, raw, forward, note }: PlayedCall): Promise<Response> {
    this.#counts.played++;
    if (note !== undefined) {
      note.key = interaction.key;
      const own = note.run !== undefined && interaction.run === note.run && this.mode !== "replay";
      note.source = own ? "resumed" : "replay";
      fillNote(note, interaction);
    }
    const { clock, speed, targets } = this.#parts;
    return playedResponse(interaction, {
      url,
      method: raw.method,
      redirect: forward.redirect,
      signal: forward.signal ?? null,
      pace: speed === 0 ? null : new Pace(clock, speed),
      liveUrl: (recorded) => targets.live(recorded),
      onCancel: (afterChunks) => {
        if (note !== undefined) note.cancelledAfter = afterChunks;
        this.#cancelled.push({ key: interaction.key, afterChunks });
      },
    });
  }

  #closedError(what: string): UserError {
    return new UserError(`Cannot ${what} as the cassette is closed: "${this.path}"`);
  }

  #miss(request: TapeRequest, key: string, note: CallNote | undefined): CassetteMissError {
    this.#counts.missed++;
    if (note !== undefined) {
      note.key = key;
      note.source = "replay";
    }
    if (this.#counts.missed <= MISSES_EXPLAINED) return explainMiss(this.#parts.file!, request, key, note?.scope);
    const message =
      `Cannot replay ${request.method} ${request.url} as it is not on the tape "${this.path}": key is ${key}`;
    return new CassetteMissError(message, key, []);
  }

  /** Without a key nothing is kept, but the note is filled as if: what a row is made from has no credentials either way. */
  async #live(
    url: string,
    forward: RequestInit,
    request: TapeRequest,
    key: string | null,
    given: CallNote | undefined,
  ) {
    const { network, writer } = this.#parts;
    const note: CallNote = given ?? { caller: {} };
    note.key = key;
    const recording = (): Recording => ({
      key: key ?? "",
      replaces: key !== null && this.#replaces(key),
      request,
      note,
      reading: this.#reading,
      recordedUrl: (url) => {
        const target = this.#parts.targets.read(url, note.endpoint);
        return request.redactor.with(target.credentials).text(target.url);
      },
      write: (line) => key === null ? Promise.resolve() : this.#write(writer!, line),
      refuse: (reason) => this.#refuse(reason, request, given),
    });
    try {
      const response = await network(url, { ...forward, note });
      if (!this.#closed) return recordResponse(recording(), response);
      await response.body?.cancel();
      throw this.#closedError("keep an answer");
    } catch (error) {
      if (this.#closed) throw error;
      const isDropped = note.discardOnAbort && note.failure?.kind === "aborted";
      if (note.failure !== undefined && !isDropped) recordFailure(recording(), note.failure);
      throw error;
    }
  }

  #replaces(key: string): boolean {
    const first = this.mode === "record" && !this.#recordedKeys.has(key) && (this.#parts.file?.count(key) ?? 0) > 0;
    this.#recordedKeys.add(key);
    return first;
  }

  async #write(writer: TapeWriter, line: string): Promise<void> {
    try {
      await writer.append(line);
      this.#counts.recorded++;
    } catch (error) {
      this.#untold ??= error;
      throw error;
    }
  }

  #refuse(reason: string, request: TapeRequest, given: CallNote | undefined): void {
    this.#counts.refused++;
    if (given !== undefined) return;
    this.#untold ??= new UserError(`Cannot keep the answer to ${request.method} ${request.url} as ${reason}`);
  }
}
