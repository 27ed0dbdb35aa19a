import { taggedHash } from "../../base/mod.ts";
import type { CallNote, WireLens } from "../../spec/mod.ts";
import { lensOf } from "../lens_of.ts";
import { modelInUrl } from "../_model_in_url.ts";
import type { FaultRule } from "./fault_rule.ts";

/** Characters that no name has stand between the parts of what is counted. */
const BETWEEN = "\0";
/** Of a call whose repeats nobody asks for, or that says itself which one it is. */
const ONCE = { what: "", times: 1 };

/** A call as it was made. */
export interface MadeCall {
  readonly url: string;
  readonly method: string;
  /** As far as it is text. */
  readonly body: string;
  readonly note: CallNote | undefined;
  /** Which one it is, from 1. */
  readonly number: number;
}

/** What the rules are told about a call. Names are looked for when a rule asks. */
export interface CallFacts {
  readonly lens: WireLens | null;
  /** From 1. */
  readonly call: number;
  /** From 1. */
  readonly try: number;
  /** What a draw is made for: the same for the same call in every run. */
  readonly identity: string;
  readonly scope: string | undefined;
  readonly endpoint: string | undefined;
  /** Names of the provider. */
  readonly providers: readonly string[];
  /** Names of the model. */
  readonly models: readonly string[];
}

/** Counts calls, and tells of each what the rules want to know. */
export class CallCounter {
  readonly #lenses: readonly WireLens[];
  readonly #needsTimes: boolean;
  readonly #asked = new Map<string, number>();
  #calls = 0;

  constructor(lenses: readonly WireLens[], rules: readonly FaultRule[]) {
    this.#lenses = lenses;
    // Reading every call to know it again takes longer than all the rest.
    this.#needsTimes = rules.some(({ when }) => when?.try !== undefined || (when?.probability ?? 1) < 1);
  }

  /** The number of a call: its maker's own, else in the order in which calls are made. */
  numberOf(note: CallNote | undefined): number {
    this.#calls++;
    return note?.callNumber ?? this.#calls;
  }

  read({ url, method, body, note, number }: MadeCall): CallFacts {
    const { endpoint, scope } = note ?? {};
    const lenses = this.#lenses;
    const asked = this.#askedBefore(scope, { endpoint, method, url, body }, note);
    return {
      get lens() {
        return lensOf(lenses, { url, endpoint });
      },
      call: number,
      try: note?.caller.try ?? asked.times,
      identity: scope ?? `${asked.what} ${asked.times}`,
      scope,
      endpoint,
      get providers() {
        return [...partsOf(endpoint, /^[^@]*@([^/]+)/), ...(this.lens === null ? [] : [this.lens.provider])];
      },
      get models() {
        return [...partsOf(endpoint, /^([^@]+)@/), ...listOf(modelInUrl(url)), ...modelIn(body)];
      },
    };
  }

  /** How often the very same was asked, this time included. A caller that names scope and try is not counted. */
  #askedBefore(
    scope: string | undefined,
    request: { endpoint: string | undefined; method: string; url: string; body: string },
    note: CallNote | undefined,
  ): { what: string; times: number } {
    if (!this.#needsTimes) return ONCE;
    if (scope !== undefined && note?.caller.try !== undefined) return ONCE;
    const { hostname, pathname } = new URL(request.url);
    // Neither the port, which differs from run to run, nor the query, which may hold a credential.
    const place = `${request.endpoint ?? hostname}${pathname}`;
    const what = taggedHash("call", [scope ?? "", request.method, place, request.body].join(BETWEEN));
    const times = (this.#asked.get(what) ?? 0) + 1;
    this.#asked.set(what, times);
    return { what, times };
  }
}

function partsOf(text: string | undefined, shape: RegExp): string[] {
  const found = text === undefined ? null : shape.exec(text);
  return found === null ? [] : [found[1]];
}

function listOf(name: string | null): string[] {
  return name === null ? [] : [name];
}

function modelIn(body: string): string[] {
  if (!body.includes('"model"')) return [];
  try {
    const { model } = JSON.parse(body);
    return typeof model === "string" ? [model] : [];
  } catch {
    return [];
  }
}
