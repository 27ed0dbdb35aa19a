import type { MissingFact } from "../../catalog/cost/mod.ts";

/** A number with what is around it. `null` is unknown. */
export interface ForecastRange<T> {
  /** What it is hardly below. */
  readonly low: T;
  /** What it is most likely near to. */
  readonly expected: T;
  /** What it is hardly above. */
  readonly high: T;
}

/** What a run would use of one endpoint, and what that would cost, when every call is made and succeeds at once. */
export interface EndpointForecast {
  /** `model@provider[/tag]` */
  readonly endpoint: string;
  /** One per cell, or what its conversation is expected to take. */
  readonly calls: number;
  /** Of all calls together. */
  readonly inputTokens: ForecastRange<number>;
  /** Of all calls together; `null` where neither a limit nor a past call tells of it. */
  readonly outputTokens: ForecastRange<number | null>;
  /** US dollars of all calls together, exact decimal strings. */
  readonly costUsd: ForecastRange<string | null>;
  /** Milliseconds from the first call to the end of the last, if it were alone; `null` where no past call tells. */
  readonly timeMs: ForecastRange<number | null>;
  /** Where the numbers come from. */
  readonly basis: {
    /** Past calls with the same requests, the model's own tokenizer, or that of another family with a margin. */
    readonly input: "history" | "tokenizer" | "approximation";
    /** Past calls of the endpoint, or the limit of the plan; `null`: neither is there. */
    readonly output: "history" | "limit" | null;
    /** Past calls of the endpoint that were looked at. */
    readonly calls: number;
  };
  /** What would have to be known for its cost; empty where all of it is. */
  readonly missing: readonly MissingFact[];
}

/** What a run of a plan would use and cost, before it is made. */
export interface SweepForecast {
  /** In the order of the plan. */
  readonly endpoints: readonly EndpointForecast[];
  /** Sums; `null` where one of the endpoints has no such number. */
  readonly total: Pick<EndpointForecast, "calls" | "inputTokens" | "outputTokens" | "costUsd" | "timeMs">;
  /**
   * How long the limits that are set make it take at the least, in milliseconds, however fast its calls are answered;
   * `null`: none is set that tells.
   */
  readonly leastMs: number | null;
  /** The time that prices by the time of day were taken at, in RFC 3339 in UTC. */
  readonly at: string;
}
