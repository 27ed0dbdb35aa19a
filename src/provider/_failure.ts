import type {
  CallFailure,
  ErrorKind,
  RetryDecision,
  TransportFailure,
  WireOutcome,
  WireResponse,
} from "../spec/mod.ts";
import { lastByteMs } from "./_timing.ts";

/** Longer messages are cut: a row is no place for a web page. */
const MESSAGE_CHARS = 2000;

/** What differs from one failure to the next; the rest follows from the response. */
export interface FailureParts {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly decision: RetryDecision;
  readonly code?: string | null;
  readonly midStream?: boolean;
  readonly billed?: CallFailure["billed"];
}

/** A failed outcome of a response. */
export function failed(response: WireResponse, parts: FailureParts): WireOutcome {
  const { kind, decision, code = null, midStream = false, billed } = parts;
  const message = parts.message.length > MESSAGE_CHARS ? `${parts.message.slice(0, MESSAGE_CHARS)}…` : parts.message;
  const latencyMs = response.cuts.length === 0 && response.failure ? response.failure.atMs : lastByteMs(response);
  const failure: CallFailure = { kind, message, decision, httpStatus: response.status, code, midStream, latencyMs };
  return { ok: false, failure: billed === undefined ? failure : { ...failure, billed } };
}

/** What a failure of the transport means for the call. */
export function transportParts(failure: TransportFailure): Pick<FailureParts, "kind" | "message" | "decision"> {
  const kind = failure.kind === "reset" ? "connection" : failure.kind;
  return { kind, message: failure.message, decision: { retry: kind === "aborted" ? "no" : "transient" } };
}
