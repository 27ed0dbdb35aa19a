import type { Completion, Endpoint, RouteAudit, RouteOutcome } from "../../spec/mod.ts";
import type { ExchangeResult } from "../../transport/mod.ts";

/** An answer, with how it came about. */
export interface RegistryCompletion extends Completion {
  /** The endpoint that answered. */
  readonly endpoint: Endpoint;
  /** Every HTTP try of every endpoint that was asked, in order; the last is the answer. */
  readonly attempts: readonly ExchangeResult[];
  /** Why this endpoint. */
  readonly audit: RouteAudit;
  /** Whom else was asked before, and what became of it. */
  readonly outcome: RouteOutcome;
  /** What all tries cost together, in US dollars as an exact decimal string; `null`: the cost of one is unknown. */
  readonly costUsd: string | null;
}
