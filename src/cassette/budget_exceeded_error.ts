import { UserError } from "../base/mod.ts";

/** A limit that a call could go over. Numbers are exact decimal strings, in the limit's own unit. */
export interface ExceededBudget {
  /** Which limit it is. */
  readonly what: "requests" | "tokens" | "usd";
  /** As the options gave it. */
  readonly limit: string;
  /** By calls that have ended. */
  readonly spent: string;
  /** By calls that are in flight. */
  readonly reserved: string;
  /** At most, by the call that was refused. */
  readonly needed: string;
}

/** A live call that was refused, and never sent, as it could go over the recording budget. */
export class BudgetExceededError extends UserError {
  /** Stays the same in minified code. */
  override readonly name: string = "BudgetExceededError";
  /** The limit, and what there was of it. */
  readonly budget: ExceededBudget;

  /** The message is made from the numbers. */
  constructor(budget: ExceededBudget) {
    const { what, limit, spent, reserved, needed } = budget;
    super(
      `Cannot make a live call as it could go over the recording budget of ${limit} ${what}: ${spent} spent, ` +
        `${reserved} held back for calls in flight, up to ${needed} needed`,
    );
    this.budget = budget;
  }
}
