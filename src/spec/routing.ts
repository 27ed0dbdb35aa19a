import type { CapabilityName, EndpointRecord } from "./catalog.ts";
import type { ChatRequest } from "./chat.ts";
import type { Endpoint, EndpointKey, ModelKey, ProviderKey } from "./endpoint.ts";
import type { Health } from "./health.ts";
import type { JsonValue } from "./json.ts";

/** What an endpoint must be to be asked. What is absent is not asked for. */
export interface RouteNeeds {
  /** Beside those that the request itself shows: its tools, its schema, its images. */
  readonly capabilities?: readonly CapabilityName[];
  /** Request fields that it must take, in OpenAI's names: `["temperature", "seed"]`. */
  readonly parameters?: readonly string[];
  /** The least room for input and output together, beside what the request itself needs. */
  readonly contextTokens?: number;
  /** The most that the call may cost, in US dollars as a decimal string, its longest answer counted. */
  readonly maxCostUsd?: string;
  /** The highest price of a million input tokens, in US dollars as a decimal string. */
  readonly maxInputUsdPerMillion?: string;
  /** The highest price of a million output tokens, in US dollars as a decimal string. */
  readonly maxOutputUsdPerMillion?: string;
  /** The longest median time to the first token. */
  readonly maxTtftMs?: number;
  /** The lowest median of tokens per second. */
  readonly minOutputTps?: number;
  /** The lowest share of calls that work, 0 to 1. */
  readonly minUptime?: number;
  /** No others than these: `["bf16", "fp8"]`. */
  readonly quantizations?: readonly string[];
  /** No other providers than these; behind a router, who serves it counts too. */
  readonly providers?: readonly ProviderKey[];
  /** None of these. */
  readonly excludeProviders?: readonly ProviderKey[];
  /** What may become of the data. */
  readonly data?: {
    /** `deny`: none that trains on what it is sent. */
    readonly training?: "deny";
    /** `none`: none that keeps what it is sent. */
    readonly retention?: "none";
  };
  /**
   * Whether an endpoint of which a fact is not known counts as one that meets it; `allow` unless given, but for `data`:
   * who may not train on it or keep it must be known not to, unless `allow` is said.
   */
  readonly unknown?: "allow" | "deny";
}

/** Why an endpoint may not be asked. */
export interface Rejection {
  /** The need that it does not meet: `capabilities`, `contextTokens`, `banned`, `breaker`. */
  readonly rule: string;
  /** For people: `takes no tools`. */
  readonly reason: string;
  /** The smallest change of the needs that would let it in, for people; `null`: none would. */
  readonly change: string | null;
}

/** What speaks for and against an endpoint. */
export interface RouteCandidate {
  /** Ready to be called. */
  readonly endpoint: Endpoint;
  /** What the catalog knows; `null`: nothing. */
  readonly record: EndpointRecord | null;
  /** What the call is likely to cost here, as an exact decimal string; `null` is unknown. */
  readonly expectedUsd: string | null;
  /** What the call is likely to use here: the prompt, counted, and an answer of the length that is likely. */
  readonly expectedTokens: { readonly input: number; readonly output: number };
  /** What was seen of it here; `null`: nothing yet. */
  readonly health: Health | null;
}

/** What a policy may look at beside the candidates. */
export interface PolicyContext {
  /** What is asked. */
  readonly request: ChatRequest;
  /** All endpoints that may be asked, in the order of their keys. */
  readonly candidates: readonly RouteCandidate[];
  /** How often the model was routed before, by this registry. */
  readonly turn: number;
  /** What is left of the budget, in US dollars as a decimal string; `null`: there is none. */
  readonly remainingUsd: string | null;
  /** Numbers in [0, 1), seeded by the call. */
  readonly random: () => number;
}

/** What a policy makes of a candidate. */
export interface RouteScore {
  /** Higher is better; `null`: it cannot tell, and the candidate stands behind those of which it can. */
  readonly score: number | null;
  /** For people: `0.42 USD per 1,000 such calls`. */
  readonly why: string;
}

/** In which order endpoints are asked. Pure: what it goes by is all in its arguments. */
export interface RoutingPolicy {
  /** `cost` */
  readonly name: string;
  /** How good the candidate is for this call. */
  score(candidate: RouteCandidate, context: PolicyContext): RouteScore;
}

/** One choice of an endpoint, with all that led to it. Data: it stands in the ledger as it is. */
export interface RouteAudit {
  /** `route_…`, a tagged hash of what it decides for. */
  readonly id: string;
  /** When, in RFC 3339 in UTC. */
  readonly at: string;
  /** What was asked for. */
  readonly model: ModelKey;
  /** The policy's name. */
  readonly policy: string;
  /** What an endpoint had to be, the needs that the request itself shows included. */
  readonly needs: RouteNeeds;
  /** Those that may be asked, the best first. */
  readonly candidates: readonly {
    readonly endpoint: EndpointKey;
    readonly score: number | null;
    readonly why: string;
    /** As a decimal string; `null` is unknown. */
    readonly expectedUsd: string | null;
    /** Needs that it may not meet, as the fact is not known: `["quantizations"]`; absent: none. */
    readonly unknown?: readonly string[];
  }[];
  /** Those that may not. */
  readonly rejected: readonly { readonly endpoint: EndpointKey; readonly rejections: readonly Rejection[] }[];
  /** Which is asked first; `null`: none may be. */
  readonly chosen: EndpointKey | null;
  /** Why, for people. */
  readonly why: string;
  /** How the decision came about: `tape` where a replay read it back, `first` where its tape had none. */
  readonly origin: "policy" | "pin" | "tape" | "first";
}

/** What came of a route. */
export interface RouteOutcome {
  /** The endpoint that answered; `null`: none did. */
  readonly answered: EndpointKey | null;
  /** Those that were asked before, with what became of it. */
  readonly failed: readonly { readonly endpoint: EndpointKey; readonly errorKind: string; readonly message: string }[];
}

/** A route that stands in the ledger. */
export interface RouteRecord {
  /** The run that it belongs to; `null`: a call by itself. */
  readonly runId: string | null;
  /** What it decides for, as on the tape: a cell's id, or the name that the caller gave. */
  readonly scope: string;
  /** The choice. */
  readonly audit: RouteAudit;
  /** `null` while the call goes on. */
  readonly outcome: RouteOutcome | null;
}

/** Endpoints in the order in which they are asked, with what is sent, and why. */
export interface RoutePlan {
  /** Never empty. */
  readonly endpoints: readonly Endpoint[];
  /** The request with the parameters of the profile in it. */
  readonly request: ChatRequest;
  /** The profile whose parameters these are; `null`: none. */
  readonly profile: string | null;
  /** How they were chosen. */
  readonly audit: RouteAudit;
  /** What is odd about it: parameters that the endpoint does not take, and the like. */
  readonly warnings: readonly {
    readonly endpoint: EndpointKey;
    readonly message: string;
    readonly value?: JsonValue;
  }[];
}
