import type { TransportFailure } from "../spec/mod.ts";

/** The error with which a failure of the transport shows, of the class that a live `fetch` would throw. */
export function transportError({ kind }: TransportFailure, message: string): Error {
  switch (kind) {
    case "timeout":
      return new DOMException(message, "TimeoutError");
    case "aborted":
      return new DOMException(message, "AbortError");
    default:
      return new TypeError(message);
  }
}
