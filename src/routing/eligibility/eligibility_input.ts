import type { EndpointKey, ParameterProblem, ProviderKey, RouteNeeds } from "../../spec/mod.ts";
import type { CandidateFacts } from "./candidate_facts.ts";

/** How large a request is. */
export interface RequestSize {
  /** Of its prompt, as far as it can be counted before it is sent. */
  readonly promptTokens: number;
  /** The most output tokens that it asks for; `null`: as many as the endpoint gives. */
  readonly maxTokens: number | null;
}

/** What the user has said of the endpoints of a model. */
export interface EndpointPreferences {
  /** No other providers than these; behind a router, who serves it counts too. */
  readonly allow?: readonly ProviderKey[];
  /** None of these, nor one that is served by them. */
  readonly ban?: readonly ProviderKey[];
  /** No other endpoints than these. */
  readonly endpoints?: readonly EndpointKey[];
}

/** All that decides whether an endpoint may be asked, beside what is known of it. */
export interface EligibilityInput {
  /** What it must be: those of the user and those that the request shows, see `mergeNeeds`. */
  readonly needs: RouteNeeds;
  /** Of the request; limits of prompt and answer, and the most that it may cost, are looked at with it alone. */
  readonly size?: RequestSize;
  /** The wire formats that an endpoint has to speak, as the request has parts in their words. */
  readonly partWires?: readonly string[];
  /** What the user has said of the model's endpoints. */
  readonly preferences?: EndpointPreferences;
  /** Providers that are switched off. */
  readonly disabledProviders?: readonly ProviderKey[];
  /** Providers without the key that they need, with what would give it: `set OPENAI_API_KEY`. */
  readonly missingCredentials?: ReadonlyMap<ProviderKey, string>;
  /** What of the request the endpoint does not take, see `checkParameters`; for where that is no mere warning. */
  readonly parameterProblems?: (facts: CandidateFacts) => readonly ParameterProblem[];
  /** Parameters that are left out of the request, whatever `parameterProblems` says of them. */
  readonly leftOut?: readonly string[];
  /** When the call would be made, in RFC 3339 in UTC, for prices by the time of day. */
  readonly at?: string | null;
}
