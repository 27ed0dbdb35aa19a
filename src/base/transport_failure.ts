import type { TransportFailure } from "../spec/mod.ts";

/** How the runtime says that it never reached the server. */
const NEVER_CONNECTED = /client error \(Connect\)|dns error|connection refused|are blocked/i;
/** And that the connection broke when it was there. */
const BROKE = /client error \(SendRequest\)|connection reset|connection closed|broken pipe|reading a body/i;
/** What a `TypeError` of `fetch` says, other than that of a bug. */
const FETCH_ERROR = /fetch failed|sending request|reading a body|network error|connection|terminated/i;
/** The runtime's own classes for a network that failed. */
const NETWORK_ERROR = /^(?:Http|Connection\w+|BrokenPipe|UnexpectedEof|TimedOut|AddrNotAvailable)$/;

/** Where and when something was thrown. */
export interface Thrown {
  readonly atMs: number;
  readonly signal?: AbortSignal | null | undefined;
  /** What the failure is when neither the error's class nor its text say anything. */
  readonly otherwise: "connection" | "reset";
}

/**
 * What a thrown error says of the transport; `null` when it is no error of the transport, such as a missing permission
 * or a bug: that is no fact about the server.
 */
export function transportFailure(error: unknown, { atMs, signal, otherwise }: Thrown): TransportFailure | null {
  const message = error instanceof Error ? plainMessage(error) : String(error);
  const name = error instanceof Error ? error.name : "";
  // Whoever calls a request off may give any reason.
  const isCalledOff = signal?.aborted && error === signal.reason;
  if (name === "TimeoutError") return { kind: "timeout", message, atMs };
  if (name === "AbortError" || isCalledOff) return { kind: "aborted", message, atMs };
  if (error instanceof Error && !isNetworkError(error)) return null;
  const kind = NEVER_CONNECTED.test(message) ? "connection" : BROKE.test(message) ? "reset" : otherwise;
  return { kind, message, atMs };
}

/** A `TypeError` is what `fetch` throws for every trouble of the network, but also what a bug throws. */
function isNetworkError(error: Error): boolean {
  if (error instanceof TypeError) return error.cause instanceof Error || FETCH_ERROR.test(error.message);
  return NETWORK_ERROR.test(error.name);
}

/** The cause says more than `fetch failed` does; the addresses in it are left out, as they differ from run to run. */
function plainMessage(error: Error): string {
  const said = error.cause instanceof Error ? error.cause.message : error.message;
  return said.replace(/^error sending request\b.*?: (?=client error)/, "");
}
