import type { EndpointKey, ModelKey, RouteNeeds, Tier } from "../../spec/mod.ts";

/** Where a difference comes from: what the catalog says, or what calls of one's own have shown. */
export type SuggestionEvidence =
  | {
    readonly source: "catalog";
    readonly tier: Tier;
    /** Of when the newer of both facts is not younger, in RFC 3339 in UTC. */
    readonly asOf: string;
  }
  | {
    readonly source: "runs";
    /** Prompts that both have answered in the same run. */
    readonly n: number;
  };

/** How one endpoint differs from another in one thing. */
export interface SuggestionDifference {
  /**
   * `price`: US dollars for a call of the usual size; `ttft`: milliseconds to the first token; `throughput`: tokens per
   * second; `uptime`: the share of calls that work; `score`: the mean of scores; `latency`: milliseconds to the last byte;
   * `cost`: US dollars for a call that was made.
   */
  readonly aspect: "price" | "ttft" | "throughput" | "uptime" | "score" | "latency" | "cost";
  /** Of the endpoint that is compared with. US dollars are decimal strings. */
  readonly from: number | string;
  /** Of the one that is suggested. */
  readonly to: number | string;
  /** The change as a share: -0.4 is 40 % less; `null`: from nothing. */
  readonly change: number | null;
  /** Whether that is for the better. */
  readonly isBetter: boolean;
  /** Where it comes from. */
  readonly evidence: SuggestionEvidence;
}

/** An endpoint that is cheaper, faster or better in something. */
export interface ModelSuggestion {
  /** Which can be called. */
  readonly endpoint: EndpointKey;
  /** What it serves. */
  readonly model: ModelKey;
  /** Whether it serves the very same model; else only runs of one's own say how good its answers are. */
  readonly isSameModel: boolean;
  /** All that is known of both, the worse too. */
  readonly differences: readonly SuggestionDifference[];
}

/** What could take the place of a model. */
export interface ModelSuggestions {
  /** The endpoint that is compared with. */
  readonly reference: EndpointKey;
  /** What all of them meet. */
  readonly needs: RouteNeeds;
  /** The call that prices are compared by. */
  readonly usage: {
    readonly inputTokens: number;
    readonly outputTokens: number;
    /** Calls that this is the mean of; 0: none is known, and it is assumed. */
    readonly calls: number;
  };
  /** The best by what runs have shown first, then the cheapest. */
  readonly suggestions: readonly ModelSuggestion[];
}
