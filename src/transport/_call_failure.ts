import type { CallFailure, TransportFailure } from "../spec/mod.ts";

/** The failure of a call that got no response. */
export function callFailure(failure: TransportFailure): CallFailure {
  const isAborted = failure.kind === "aborted";
  return {
    kind: failure.kind === "reset" ? "connection" : failure.kind,
    message: failure.message,
    decision: { retry: isAborted ? "no" : "transient" },
    httpStatus: null,
    code: null,
    midStream: false,
    latencyMs: failure.atMs,
  };
}
