import type { AnswerDelta, EndpointKey, Lane, RouteNeeds } from "../../spec/mod.ts";
import type { DeltaOrigin } from "./delta_origin.ts";

/** How an endpoint is chosen for one call. */
export interface RouteOptions {
  /** What an endpoint must be, beside what the request itself shows. */
  readonly needs?: RouteNeeds;
  /** The one endpoint that may be asked, whatever else there is: `openai/gpt-4o@openrouter/azure`. */
  readonly pin?: EndpointKey;
  /** The name of the policy that orders the endpoints; the registry's own unless given. */
  readonly policy?: string;
  /** The profile or preset whose parameters the request takes over where it has none; the default one unless given. */
  readonly profile?: string;
}

/** How one call is made. */
export interface CallOptions extends RouteOptions {
  /** Ends the call, its waits included; its reason is thrown. */
  readonly signal?: AbortSignal;
  /**
   * The name under which the tape keeps the call, the same in its replay. A hash of what is asked unless given, and a
   * number behind it when the same is asked again.
   */
  readonly scope?: string;
  /**
   * The run that the call belongs to, on the tape and among routes. It is no cell of the run, so its tries are kept and
   * summed up as those of a call by itself all the same.
   */
  readonly run?: string;
  /** Whether another endpoint is asked where a filter stopped the answer of one; no unless given. */
  readonly onContentFilter?: boolean;
  /** Who goes first when calls wait; `interactive` unless given. */
  readonly lane?: Lane;
  /**
   * Told of the pieces of the answer, in order: while it comes where a stream is asked for, live and in a replay, else
   * at its end. From the first piece on there is no other try and no other endpoint, as what was told cannot be taken
   * back: a failure then ends the call. A call that is recorded with it is replayed with it. What it throws is swallowed.
   */
  readonly onDelta?: (delta: AnswerDelta, origin: DeltaOrigin) => void;
}
