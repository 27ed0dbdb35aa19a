import { systemClock } from "../../base/mod.ts";
import type { CallNote, Clock, NotedFetch, NotedRequestInit, WireLens } from "../../spec/mod.ts";
import { assertRule } from "./_assert_rule.ts";
import { CallCounter } from "./_call_facts.ts";
import { chosenRule } from "./_chosen_rule.ts";
import type { AnswerFault } from "./_fault_edits.ts";
import { faultyResponse } from "./_faulty_response.ts";
import { replacedResponse, replacementOf, waitOf } from "./_refused_call.ts";
import { TryScopes } from "./_try_scope.ts";
import type { FaultRule } from "./fault_rule.ts";

/** Options of {@linkcode withFaults}. */
export interface FaultOptions {
  /** The first one that is about a call is what happens to it. */
  readonly rules: readonly FaultRule[];
  /** Decides what probabilities come to; `0` unless given. */
  readonly seed?: string | number;
  /** How each provider words its errors. */
  readonly lenses?: readonly WireLens[];
  /** The system's clock unless given. */
  readonly clock?: Clock;
  /**
   * How many times as fast as told the faults' own times pass; 0, which waits for nothing, unless given. A slow drip of a
   * live answer takes its time in any case.
   */
  readonly speed?: number;
}

/**
 * A `fetch` with failures, to be put over a tape or a network without a word about any provider but those that the
 * options tell.
 *
 * @throws {UserError} when a rule is none; its message has the rule's place and key.
 */
export function withFaults(fetch: NotedFetch, options: FaultOptions): NotedFetch {
  options.rules.forEach(assertRule);
  const overlay = new Overlay(fetch, options);
  return (input, init) => overlay.fetch(input, init);
}

class Overlay {
  readonly #below: NotedFetch;
  readonly #rules: readonly FaultRule[];
  readonly #seed: string;
  readonly #clock: Clock;
  readonly #speed: number;
  readonly #counter: CallCounter;
  readonly #scopes = new TryScopes();

  constructor(below: NotedFetch, { rules, seed = 0, lenses = [], clock = systemClock, speed = 0 }: FaultOptions) {
    this.#below = below;
    this.#rules = rules;
    this.#seed = String(seed);
    this.#clock = clock;
    this.#speed = speed;
    this.#counter = new CallCounter(lenses, rules);
  }

  async fetch(input: string | URL | Request, init: NotedRequestInit | undefined): Promise<Response> {
    const note = init?.note;
    // Before anything is waited for: it is the order in which calls are made that counts.
    const number = this.#counter.numberOf(note);
    const text = bodyText(input, init);
    const body = typeof text === "string" ? text : await text;
    const call = this.#counter.read({ ...targetOf(input, init), body, note, number });
    const rule = chosenRule(this.#rules, this.#seed, call);
    if (rule === null) return await this.#unharmed(input, init);
    const replacement = replacementOf(rule, call.lens);
    if (replacement === null) return await this.#faulty(rule as AnswerFault, call.lens, [input, init]);
    const signal = signalOf(input, init);
    signal?.throwIfAborted();
    if (this.#speed > 0) await this.#clock.sleep(waitOf(replacement) / this.#speed, signal ?? undefined);
    if (note !== undefined) this.#scopes.call(note).count();
    return replacedResponse(rule, replacement, { note, clock: this.#clock });
  }

  async #unharmed(input: string | URL | Request, init: NotedRequestInit | undefined): Promise<Response> {
    if (init?.note === undefined) return await this.#below(input, init);
    const scoped = this.#scopes.call(init.note);
    try {
      return await this.#below(input, { ...init, note: scoped.below({ keepLast: false }) });
    } finally {
      scoped.restore();
    }
  }

  /** The answer with the fault in it. Its recording stays, so that the next try finds it. */
  async #faulty(fault: AnswerFault, lens: WireLens | null, [input, init]: Parameters<NotedFetch>): Promise<Response> {
    const note: CallNote = init?.note ?? { caller: {} };
    const scoped = this.#scopes.call(note);
    try {
      const response = await this.#below(input, { ...init, note: scoped.below({ keepLast: true }) });
      return faultyResponse(response, {
        fault,
        note,
        clock: this.#clock,
        speed: this.#speed,
        signal: signalOf(input, init),
        streamError: () => lens?.streamError() ?? `data: {"error":{"message":"Internal server error"}}\n\n`,
        onInjected: () => scoped.count(),
      });
    } finally {
      scoped.restore();
    }
  }
}

/** The body as far as it is text; a body that can be read only once is left to those below. */
function bodyText(input: string | URL | Request, init: RequestInit | undefined): string | Promise<string> {
  const body = init?.body;
  if (typeof body === "string") return body;
  if (body === undefined || body === null) return input instanceof Request ? input.clone().text() : "";
  if (body instanceof URLSearchParams) return body.toString();
  if (body instanceof Blob) return body.text();
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return new TextDecoder().decode(body);
  return "";
}

function targetOf(input: string | URL | Request, init: RequestInit | undefined): { url: string; method: string } {
  const [url, method] = input instanceof Request ? [input.url, input.method] : [String(input), "GET"];
  return { url, method: (init?.method ?? method).toUpperCase() };
}

function signalOf(input: string | URL | Request, init: RequestInit | undefined): AbortSignal | null {
  return init?.signal ?? (input instanceof Request ? input.signal : null);
}
