import type { CallFailure, TransportFailure } from "../spec/mod.ts";

/** How the runtime says that it never reached the server. */
const NEVER_CONNECTED = /client error \(Connect\)|dns error|connection refused|are blocked/i;
/** And that the connection broke when it was there. */
const BROKE = /client error \(SendRequest\)|connection reset|connection closed|broken pipe|reading a body/i;

const FETCH_ERROR = /fetch failed|sending request|reading a body|network error|connection|terminated/i;

/**
 * What an error of `fetch`, or of a body, says of the transport; `null` when it is no error of the transport, such as a
 * missing permission or a bug. `otherwise` is what it is when neither its class nor its text say anything.
 */
export function transportFailure(
  error: unknown,
  { atMs, otherwise }: { atMs: number; otherwise: "connection" | "reset" },
): TransportFailure | null {
  if (!(error instanceof Error)) return { kind: otherwise, message: String(error), atMs };
  if (error.name === "TimeoutError") return { kind: "timeout", message: error.message, atMs };
  if (error.name === "AbortError") return { kind: "aborted", message: error.message, atMs };
  if (!isNetworkError(error)) return null;
  const message = plainMessage(error);
  const kind = NEVER_CONNECTED.test(message) ? "connection" : BROKE.test(message) ? "reset" : otherwise;
  return { kind, message, atMs };
}

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

/** A `TypeError` is what `fetch` throws for every trouble of the network, but also what a bug throws. */
function isNetworkError(error: Error): boolean {
  if (error instanceof TypeError) return error.cause instanceof Error || FETCH_ERROR.test(error.message);
  return /^(Http|Connection\w+|BrokenPipe|UnexpectedEof|TimedOut|AddrNotAvailable)$/.test(error.name);
}

/** The cause says more than `fetch failed` does; the address in it (with ports, maybe with a key) is left out. */
function plainMessage(error: Error): string {
  const said = error.cause instanceof Error ? error.cause.message : error.message;
  return said.replace(/^error sending request\b.*?: (?=client error)/, "");
}
