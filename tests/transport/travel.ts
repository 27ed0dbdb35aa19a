import { stampedFetch, VirtualClock } from "../../src/base/mod.ts";
import { openaiChat, readRateLimits } from "../../src/provider/mod.ts";
import type { CallEvent, CallNote, ChatRequest, Endpoint, TransportSettings } from "../../src/spec/mod.ts";
import {
  defaultTransportSettings,
  type ExchangeResult,
  Transport,
  type TransportCallOptions,
  type TransportOptions,
} from "../../src/transport/mod.ts";
import { endpointAt, EVENTS, HI } from "./loopback.ts";

/** What a scripted server says to one request: a status, a body, and when. */
export interface Said {
  readonly status?: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
  readonly afterMs?: number;
  /** In place of an answer. */
  readonly error?: Error;
}

export const ANSWER: Said = { body: EVENTS.join("") };
export const BROKEN: Said = { status: 500, body: '{"error":{"message":"Oops"}}' };

/** A transport over a server in virtual time, and all that it told. */
export interface Travel {
  readonly clock: VirtualClock;
  readonly transport: Transport;
  readonly events: CallEvent[];
  /** How many requests the server has had. */
  readonly requests: () => number;
  /** How many it is working on. */
  readonly atOnce: () => number;
  /** Make a call; the endpoint is `m@local` unless given. */
  call(options?: Partial<TransportCallOptions> & { endpoint?: Endpoint; request?: ChatRequest }): Promise<
    readonly ExchangeResult[]
  >;
  /** Let virtual time pass until the promise settles. */
  until<T>(promise: Promise<T>): Promise<T>;
}

export const M: Endpoint = endpointAt("http://x");

/** Settings with some of them changed. */
export function settingsWith(
  changes: { [Section in keyof TransportSettings]?: Partial<TransportSettings[Section]> } = {},
): TransportSettings {
  const base = defaultTransportSettings;
  return {
    limits: { ...base.limits, ...changes.limits },
    retry: { ...base.retry, ...changes.retry },
    timeouts: { ...base.timeouts, ...changes.timeouts },
    breaker: { ...base.breaker, ...changes.breaker },
  };
}

/** `say` is asked what to say to each request, in their order from 1. */
export function travel(
  say: (request: number, url: string) => Said,
  { settings = settingsWith(), ...options }: Partial<Omit<TransportOptions, "settings">> & {
    settings?: TransportSettings;
  } = {},
): Travel {
  const clock = new VirtualClock(new Date("2026-11-21T00:00:00Z"));
  const events: CallEvent[] = [];
  let requests = 0;
  let atOnce = 0;
  const transport = new Transport({
    clock,
    settings: () => settings,
    onEvent: (event) => events.push(event),
    readLimits: readRateLimits,
    ...options,
  });
  const network = stampedFetch(async (input, init) => {
    const said = say(++requests, String(input));
    atOnce++;
    try {
      await clock.sleep(said.afterMs ?? 0, init?.signal ?? undefined);
      if (said.error !== undefined) throw said.error;
      return new Response(said.body, { status: said.status, headers: said.headers });
    } finally {
      atOnce--;
    }
  }, clock);
  return {
    clock,
    transport,
    events,
    requests: () => requests,
    atOnce: () => atOnce,
    call: ({ endpoint = M, request = HI, ...rest } = {}) =>
      transport.call(request, endpoint, {
        wire: openaiChat,
        fetch: network,
        note: (): CallNote => ({ caller: {} }),
        seed: "cell",
        ...rest,
      }),
    until: (promise) => until(clock, promise),
  };
}

/** Let virtual time pass, from one sleeper to the next, until the promise settles. */
export async function until<T>(clock: VirtualClock, promise: Promise<T>): Promise<T> {
  let isSettled = false;
  const done = () => isSettled = true;
  promise.then(done, done);
  for (let turn = 0; turn < 10_000; turn++) {
    await clock.advance(0);
    if (isSettled) return await promise;
    const nextMs = clock.nextWakeMs();
    if (nextMs !== null) await clock.advance(Math.max(0, nextMs - clock.nowMs()));
  }
  throw new Error("Cannot wait longer: nothing wakes the call up");
}

/** The kinds of the failures, `ok` for an answer. */
export function kindsOf(results: readonly ExchangeResult[]): string[] {
  return results.map(({ outcome }) => outcome.ok ? "ok" : outcome.failure.kind);
}
