import type { ListState } from "../../catalog/mod.ts";
import type { EndpointKey, RouteAudit, Tier } from "../../spec/mod.ts";

/** How a choice would be made, without a call. */
export interface RouteExplanation {
  /** The choice, with all that led to it. */
  readonly audit: RouteAudit;
  /** The order in which endpoints would be asked; empty where none may be. */
  readonly asked: readonly EndpointKey[];
  /** What is odd about the request at those: parameters that they do not take. */
  readonly warnings: readonly { readonly endpoint: EndpointKey; readonly message: string }[];
  /** How old what is known of each endpoint is; `null`: nothing is known. */
  readonly facts: readonly {
    readonly endpoint: EndpointKey;
    readonly tier: Tier | null;
    /** In RFC 3339 in UTC. */
    readonly fetchedAt: string | null;
  }[];
  /** What is not known and may change the choice, one sentence each. */
  readonly unknown: readonly string[];
  /** The lists that the endpoints are from, with why each is not fresher. */
  readonly lists: readonly ListState[];
}
