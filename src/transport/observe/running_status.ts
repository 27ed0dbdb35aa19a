import type {
  BreakerState,
  EndpointKey,
  HealthState,
  JsonObject,
  Lane,
  LimitLevel,
  ProviderKey,
} from "../../spec/mod.ts";

/** What was seen of one endpoint by a process. */
export interface RunningEndpoint {
  /** Its key. */
  readonly endpoint: EndpointKey;
  /** Who serves it. */
  readonly provider: ProviderKey;
  /** How well it answers. */
  readonly state: HealthState;
  /** Calls that wait for a permit. */
  readonly waiting: { readonly [lane in Lane]: number };
  /** Live requests that have not ended. */
  readonly inFlight: number;
  /** Live tries that ended in the last minute. */
  readonly lastMinute: number;
  /** What live tries have cost, as an exact decimal string. */
  readonly spentUsd: string;
}

/** Where the limits of one scope stand in a process. */
export interface RunningScope {
  /** `provider:openai`, `credential:<hash>`, `endpoint:openai/gpt-4o@openai` */
  readonly scope: string;
  /** Calls that wait for it or for another scope beside it. */
  readonly waiting: number;
  /** Calls with a permit. */
  readonly inFlight: number;
  /** How many there may be; `null`: any number. */
  readonly maxInFlight: number | null;
  /** How many were found out to be good at once; `null`: nothing has been refused lately. */
  readonly adaptiveWindow: number | null;
  /** Limits in force, and what is left of them. */
  readonly limits: readonly LimitLevel[];
  /** Up to when nothing goes, in RFC 3339 in UTC; `null`: it is not paused. */
  readonly pausedUntil: string | null;
  /** Why; `null` where it is not paused. */
  readonly pauseReason: string | null;
}

/** A breaker of a process that is not closed. */
export interface RunningBreaker {
  /** An endpoint's key, or a whole credential: `credential:<hash>`. */
  readonly scope: string;
  /** Whose calls it guards. */
  readonly provider: ProviderKey;
  /** Open or half-open. */
  readonly state: BreakerState;
  /** Why. */
  readonly reason: string | null;
  /** When a probe may go, in RFC 3339 in UTC; `null`: one may go now. */
  readonly until: string | null;
}

/** How a long-running command stands, as it writes it down once a second. Nothing in it is secret. */
export interface RunningStatus {
  /** Of this document. */
  readonly version: 1;
  /** The process. */
  readonly pid: number;
  /** `sweep run` */
  readonly command: string;
  /** The run that it makes; `null`: none. */
  readonly run: string | null;
  /** When it began, in RFC 3339 in UTC. */
  readonly startedAt: string;
  /** When this was written, in RFC 3339 in UTC. */
  readonly updatedAt: string;
  /** Where its metrics are; `null`: it serves none. */
  readonly metricsUrl: string | null;
  /** Live tries that ended in the last minute. */
  readonly lastMinute: number;
  /** What live tries have cost, as an exact decimal string. */
  readonly spentUsd: string;
  /** Those with calls, in the order of their keys. */
  readonly endpoints: readonly RunningEndpoint[];
  /** In the order of their names; empty where nothing limits its calls. */
  readonly scopes: readonly RunningScope[];
  /** Those that are not closed. */
  readonly breakers: readonly RunningBreaker[];
  /** What the command tells of itself: `{ "done": 12, "total": 40 }`. */
  readonly facts: JsonObject;
}
