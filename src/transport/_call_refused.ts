import type { CallFailure, ErrorKind } from "../spec/mod.ts";

/** A call that we refuse ourselves, before anything is sent. It never leaves this room: the exchange makes it a result. */
export class CallRefused extends Error {
  override readonly name = "CallRefused";
  readonly failure: CallFailure;

  constructor(kind: ErrorKind, message: string, openedBy?: ErrorKind) {
    super(message);
    this.failure = refusal(kind, message, openedBy);
  }
}

/** The failure of a call that was not made; `openedBy` is what opened the breaker that it met. */
export function refusal(kind: ErrorKind, message: string, openedBy?: ErrorKind): CallFailure {
  return {
    kind,
    message,
    decision: { retry: "no" },
    httpStatus: null,
    code: null,
    midStream: false,
    latencyMs: null,
    ...(openedBy === undefined ? {} : { openedBy }),
  };
}
