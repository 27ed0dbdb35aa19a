import { UserError } from "../../base/mod.ts";
import type { CallFailure, RouteAudit, RouteOutcome } from "../../spec/mod.ts";
import type { ExchangeResult } from "../../transport/mod.ts";

/** What is known of a call that failed. */
export interface CallErrorFacts {
  /** The failure of the endpoint that was asked last. */
  readonly failure: CallFailure;
  /** Every HTTP try of every endpoint that was asked, in order. */
  readonly attempts: readonly ExchangeResult[];
  /** Which endpoints there were, and why not others. */
  readonly audit: RouteAudit;
  /** What became of each. */
  readonly outcome: RouteOutcome;
  /** What all tries cost together, in US dollars as an exact decimal string; `null`: the cost of one is unknown. */
  readonly costUsd: string | null;
}

/** A call that no endpoint answered, or for which there is none. `failure` says what kind of failure it was. */
export class CallError extends UserError implements CallErrorFacts {
  /** Stays the same in minified code. */
  override readonly name: string = "CallError";
  /** The failure of the endpoint that was asked last. */
  readonly failure: CallFailure;
  /** Every HTTP try of every endpoint that was asked, in order. */
  readonly attempts: readonly ExchangeResult[];
  /** Which endpoints there were, and why not others. */
  readonly audit: RouteAudit;
  /** What became of each. */
  readonly outcome: RouteOutcome;
  /** What all tries cost together, as an exact decimal string; `null`: the cost of one is unknown. */
  readonly costUsd: string | null;

  /** `message` is for people; `facts` are for programs. */
  constructor(message: string, facts: CallErrorFacts) {
    super(message);
    this.failure = facts.failure;
    this.attempts = facts.attempts;
    this.audit = facts.audit;
    this.outcome = facts.outcome;
    this.costUsd = facts.costUsd;
  }
}
