import type { BudgetAmounts } from "./budget_amounts.ts";
import type { BudgetLimits } from "./budget_limits.ts";

/** Whose use is counted together: `run`, or one provider's within it, `provider:openai`. */
export type BudgetScopeName = "run" | `provider:${string}`;

/** A scope with its limits; time is nobody's to hold back. */
export interface BudgetScope {
  /** Whose use it is. */
  readonly name: BudgetScopeName;
  /** What is absent is not limited. */
  readonly limits: Omit<BudgetLimits, "minutes">;
}

/** Why something could not be held back: a limit that it could go over. Numbers are exact decimal strings. */
export interface BudgetShortage {
  /** The scope whose limit it is. */
  readonly scope: BudgetScopeName;
  /** Which limit it is. */
  readonly what: "usd" | "tokens" | "requests";
  /** As it is set. */
  readonly limit: string;
  /** By calls that have ended. */
  readonly spent: string;
  /** By calls that have not. */
  readonly reserved: string;
  /** What was asked for. */
  readonly needed: string;
  /** To be handed to `changed`. */
  readonly version: number;
}

/** What was spent and is reserved in a scope. */
export interface BudgetLevel {
  /** Whose use it is. */
  readonly scope: BudgetScopeName;
  /** By calls that have ended, of all sessions of the run. */
  readonly spent: BudgetAmounts;
  /** By calls that have not. */
  readonly reserved: BudgetAmounts;
}

/**
 * Where the numbers of a budget are kept: in memory for one process, in a database for workers on many machines. Each
 * method is one step that nobody else's comes between.
 */
export interface BudgetStore {
  /** Reserve the amounts in all of the scopes; where one has no room for them, in none: the first shortage comes back. */
  hold(scopes: readonly BudgetScope[], amounts: BudgetAmounts): Promise<BudgetShortage | null>;
  /** Give back what was held in the scopes, and count what was used as spent. `held` is `null` where nothing was. */
  settle(
    scopes: readonly BudgetScopeName[],
    amounts: { readonly held: BudgetAmounts | null; readonly used: BudgetAmounts },
  ): Promise<void>;
  /** Resolves when something was settled after a shortage was told, or when it is time to look again. */
  changed(version: number, signal?: AbortSignal): Promise<void>;
  /** Those in which something was spent or reserved, or of which somebody asked; `run` first. */
  levels(): Promise<readonly BudgetLevel[]>;
}
