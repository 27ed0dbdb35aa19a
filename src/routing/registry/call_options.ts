import type { EndpointKey, Lane, RouteNeeds } from "../../spec/mod.ts";

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
  /** The run that the call belongs to, on the tape and in the ledger. */
  readonly run?: string;
  /** Whether another endpoint is asked where a filter stopped the answer of one; no unless given. */
  readonly onContentFilter?: boolean;
  /** Who goes first when calls wait; `interactive` unless given. */
  readonly lane?: Lane;
}
