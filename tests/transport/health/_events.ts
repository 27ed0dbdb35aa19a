import type { CallEvent, CallPlace, ErrorKind } from "../../../src/spec/mod.ts";

type Ended = CallEvent & { type: "ended" };

export const PLACE: CallPlace = { endpoint: "openai/a@one", provider: "one", model: "openai/a", credential: "abc123" };

/** The end of a try that was answered after a second, or failed. */
export function ended(errorKind: ErrorKind | null = null, rest: Partial<Ended> = {}): Ended {
  return {
    type: "ended",
    atMs: 0,
    place: PLACE,
    try: 1,
    source: "live",
    errorKind,
    httpStatus: errorKind === null ? 200 : 500,
    latencyMs: 1000,
    ttftMs: errorKind === null ? 200 : null,
    outputTps: errorKind === null ? 50 : null,
    usage: null,
    costUsd: null,
    tools: { offered: false, calls: 0, valid: 0 },
    ...rest,
  };
}

/** A breaker of the place's endpoint that moved. */
export function breaker(to: "open" | "half-open" | "closed", scope = PLACE.endpoint): CallEvent {
  return {
    type: "breaker",
    atMs: 0,
    scope,
    provider: PLACE.provider,
    from: "closed",
    to,
    reason: "8 of 10",
    untilMs: null,
  };
}
