import { UserError } from "../base/mod.ts";
import type { CallNote, NotedFetch, WireLens } from "../spec/mod.ts";
import type { Budget, CallEnding } from "./_budget.ts";
import { closedError } from "./_closed_error.ts";
import type { MintedIds } from "./ids/mod.ts";
import { recordFailure, type Recording, recordResponse } from "./_record.ts";
import type { Recordings } from "./_recordings.ts";
import type { TapeRequest } from "./_request.ts";
import type { Targets } from "./_target.ts";
import type { TapeLine, TapeWriter } from "./_tape_writer.ts";
import { lensOf } from "./lens_of.ts";

/** A request on its way to the network. */
export interface LiveCall {
  /** As it was asked for, and what is sent with it. */
  readonly url: string;
  readonly forward: RequestInit;
  /** Called once. */
  readonly keyed: () => KeyedRequest;
  /** The caller's own note. */
  readonly note: CallNote | undefined;
}

/** A request as it goes onto the tape. */
export interface KeyedRequest {
  readonly request: TapeRequest;
  /** `null`: nothing is kept, but the note is filled as if, since what a row is made from has no credentials either way. */
  readonly key: string | null;
}

/** What live calls are made with. */
export interface LiveParts {
  readonly path: string;
  readonly network: NotedFetch;
  readonly writer: TapeWriter | null;
  readonly targets: Targets;
  readonly ids: MintedIds;
  readonly recordings: Recordings;
  readonly lenses: readonly WireLens[];
  readonly budget: Budget | null;
}

type Settle = ReturnType<Budget["reserve"]>;
/** All that a budget of requests needs to know. */
const SENT: CallEnding = { status: 0, latencyMs: 0, usage: null, reportedCostUsd: null };

/** The calls of a tape that go to the network, and what becomes of their answers. */
export class LiveCalls {
  readonly counts = { recorded: 0, refused: 0 };
  /** What went wrong and nobody was told. */
  untold: unknown = null;
  readonly #parts: LiveParts;
  /** Answers that their callers are still reading. */
  readonly #reading = new Set<() => void>();
  #closed = false;

  constructor(parts: LiveParts) {
    this.#parts = parts;
  }

  /** Call the network, and keep the answer while the caller reads it. */
  async make(call: LiveCall): Promise<Response> {
    const note: CallNote = call.note ?? { caller: {} };
    let keyed: KeyedRequest | null = null;
    const request = () => {
      keyed ??= call.keyed();
      note.key = keyed.key;
      return keyed;
    };
    const { budget } = this.#parts;
    const settle = budget === null ? null : budget.reserve(request().request);
    const recording = () => this.#recording(request(), note, call.note, settle);
    // Redaction and key are made while the network is busy: before the hand-over they would hold every call back.
    const meanwhile = setTimeout(() => {
      try {
        request();
      } catch {
        // It is thrown again where it is needed.
      }
    }, 0);
    try {
      const response = await this.#parts.network(call.url, { ...call.forward, note });
      if (!this.#closed) return recordResponse(recording(), response);
      await response.body?.cancel();
      throw closedError("keep an answer", this.#parts.path);
    } catch (error) {
      if (this.#closed) throw error;
      if (note.failure === undefined) settle?.("unsent");
      else recordFailure(recording(), note.failure);
      throw error;
    } finally {
      clearTimeout(meanwhile);
    }
  }

  /** No more calls; the answers that are being read break off. */
  breakOff(): void {
    this.#closed = true;
    for (const breakOff of [...this.#reading]) breakOff();
  }

  #recording(
    { key, request }: KeyedRequest,
    note: CallNote,
    given: CallNote | undefined,
    settle: Settle | null,
  ): Recording {
    const { targets, recordings, lenses, budget } = this.#parts;
    return {
      key: key ?? "",
      replaces: () => key !== null && recordings.replaces(key),
      request,
      note,
      reading: this.#reading,
      recordedUrl: (url) => {
        const target = targets.read(url, note.endpoint);
        return request.redactor.with(target.credentials).text(target.url);
      },
      readAnswer: (response) =>
        note.readAnswer?.(response) ?? lensOf(lenses, request)?.readAnswer(response, request.url) ?? null,
      write: (line) => key === null ? Promise.resolve() : this.#write(key, line),
      // Reading an answer costs time: only where there is a use for it.
      ended: (answer) => settle?.(typeof answer !== "function" ? answer : budget!.needsUsage ? answer() : SENT),
      refuse: (reason) => this.#refuse(reason, request, given),
    };
  }

  async #write(key: string, line: TapeLine): Promise<void> {
    this.#parts.recordings.recorded(key);
    try {
      // Answers that are too large for one string mint no ids.
      if (typeof line === "string") this.#parts.ids.recorded(line);
      await this.#parts.writer!.append(line);
      this.counts.recorded++;
    } catch (error) {
      this.untold ??= error;
      throw error;
    }
  }

  #refuse(reason: string, { method, url }: TapeRequest, given: CallNote | undefined): void {
    this.counts.refused++;
    if (given !== undefined) return;
    this.untold ??= new UserError(`Cannot keep the answer to ${method} ${url} as ${reason}`);
  }
}
