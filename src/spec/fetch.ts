import type { Usage } from "./completion.ts";
import type { Cut } from "./timing.ts";
import type { WireOutcome, WireResponse } from "./wire.ts";

/** What only the caller knows of a call; it is kept on the tape so that every number of a row can be derived again. */
export interface CallerFacts {
  /** The cell that asks, and which try this is, counted from 1. */
  cell?: string;
  /** From 1. */
  try?: number;
  /** How long the call waited for a permit of our own limiter. */
  queueMs?: number;
  /** How long it waited before this try because an earlier one failed. */
  retryWaitMs?: number;
  /** How many calls to the endpoint were in flight at the hand-over, this one included. */
  inFlight?: number;
}

/** A request that got no whole answer. A recorded fact, which a replay repeats. */
export interface TransportFailure {
  /** `connection`: none came about; `reset`: it broke; `aborted`: the caller called the request off. */
  readonly kind: "timeout" | "connection" | "reset" | "aborted";
  /** In the words of the runtime or of the caller's signal. */
  readonly message: string;
  /** Milliseconds from the hand-over of the request. */
  readonly atMs: number;
}

/** What is known of an answer that could not be kept: all that its bill and its row are made from. */
export interface BilledAnswer {
  /** As the provider sent it. */
  readonly status: number;
  /** From the hand-over of the request to the last byte, or to the failure. */
  readonly latencyMs: number;
  /** `null` where nothing tells what the provider counted. */
  readonly usage: Usage | null;
  /** The cost as the provider reported it, in US dollars as a decimal string. */
  readonly reportedCostUsd: string | null;
}

/**
 * What travels beside a request down through the layers of `fetch`, and comes back filled. The caller writes the
 * first part; the tape and the network write the second.
 */
export interface CallNote {
  /** Makes the request's key its own, so that repeats find their own answers under any concurrency. */
  readonly scope?: string;
  /** The run that the call belongs to. */
  readonly run?: string;
  /** The endpoint that is called, where the caller knows it. */
  readonly endpoint?: string;
  /** Do not keep a call that its own signal cuts short: the caller will make it again. */
  readonly discardOnAbort?: boolean;
  /** The caller will ask the same again: a replay does not spend the last recording of this request. */
  readonly keepLast?: boolean;
  /** Which of its maker's calls it is, from 1, where that does not depend on time: a sweep's cell in the grid. */
  readonly callNumber?: number;
  /** How the caller reads an answer: the tape asks where it does not keep one, to know what it is billed by. */
  readAnswer?: (response: WireResponse) => WireOutcome;
  /** In: what the caller knows. Out, on a replay: what was recorded. */
  caller: CallerFacts;
  /** Runs just before a request is handed to the network, and not at all for a replayed one: waits belong here. */
  beforeLive?: (signal?: AbortSignal) => Promise<void>;

  /** The key on the tape; `null` without a tape. */
  key?: string | null;
  /** Where the answer came from. `resumed` is a recording that an interrupted session of the same run made and paid. */
  source?: "live" | "replay" | "resumed";
  /** When the request was handed over: an RFC 3339 time in UTC. */
  startedAt?: string;
  /** When the response's headers came, in milliseconds from the hand-over. */
  headersMs?: number;
  /** Where the chunks of the body begin and when they came. Whole once the body has been read to its end. */
  cuts?: Cut[];
  /** The body was made again from a parsed one: whoever brings another program's recording onto a tape says so. */
  reconstructed?: boolean;
  /** Set when the transport failed, before or within the body. */
  failure?: TransportFailure;
  /** After how many chunks of the body the client called a played call off; absent when it did not. */
  cancelledAfter?: number;
  /** The body as it stands on the tape, where redaction changed it: what the row must be made from. */
  recordedBody?: Uint8Array;
  /** Why the answer could not be kept on the tape. */
  unrecordable?: string;
  /** What the answer that could not be kept is billed by; absent when no response came. */
  answered?: BilledAnswer;
  /** Settles when the recording is on the disk. */
  stored?: Promise<void>;
  /** The name of the fault that was put into the answer, or in its place, on purpose. */
  fault?: string;
}

/** A standard `RequestInit` with a note beside it. A `fetch` that knows no notes ignores it. */
export interface NotedRequestInit extends RequestInit {
  /** One note for one request: the layers below write into it. */
  note?: CallNote;
}

/** A standard `fetch` that also carries notes. */
export type NotedFetch = (input: string | URL | Request, init?: NotedRequestInit) => Promise<Response>;
