import type { RouteCandidate } from "../../spec/mod.ts";

/** What is known of an endpoint before a request is looked at. */
export interface CandidateFacts extends Pick<RouteCandidate, "endpoint" | "record" | "health"> {
  /** How many output tokens its answers had on average, or those of its model; `null` or absent: nothing was seen. */
  readonly meanOutputTokens?: number | null;
  /** What its calls cost on average, as a decimal string, for where its price is unknown; `null` or absent: not known. */
  readonly meanCostUsd?: string | null;
}
