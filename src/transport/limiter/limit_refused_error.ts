import { UserError } from "../../base/mod.ts";

/** Which limit a call can never keep. */
export interface LimitRefusal {
  /** The scope's id: `provider:openai`. */
  readonly scope: string;
  /** The name of the setting: `tokensPerMinute`, `budgetUsd`. */
  readonly limit: string;
  /** What it is set to, in its own unit. */
  readonly limitValue: string;
  /** How much of it is used up for good, of a budget; `null` for what comes back with time. */
  readonly used: string | null;
  /** What the call asks of it; `null` is unknown: a call without a price under a limit in USD. */
  readonly asked: string | null;
}

/** A call that no waiting would let pass: it is larger than a limit that the user set, or a budget is used up. */
export class LimitRefusedError extends UserError {
  /** Stays the same in minified code. */
  override readonly name: string = "LimitRefusedError";
  /** The limit, and what was asked of it. */
  readonly refusal: LimitRefusal;

  /** The message is made from the refusal. */
  constructor(refusal: LimitRefusal) {
    super(`Cannot make the call as ${reasonOf(refusal)}`);
    this.refusal = refusal;
  }
}

function reasonOf({ scope, limit, limitValue, used, asked }: LimitRefusal): string {
  const isBudget = limit === "budgetUsd";
  const set = isBudget ? `the budget is ${limitValue} USD` : `'${limit}' of ${scope} is ${limitValue}`;
  if (asked === null) {
    return `${set}, and nothing tells what it may cost: give the endpoint a price, and the request a limit of output tokens`;
  }
  if (used === null) return `${set}, less than it needs: current value is ${asked}`;
  const hint = isBudget ? ", which fewer output tokens make less" : "";
  return `${set}, ${used} of it is spent, and the rest is less than the call may take${hint}: current value is ${asked}`;
}
