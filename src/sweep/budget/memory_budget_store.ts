import { compareText, Decimal, orAborted } from "../../base/mod.ts";
import type { BudgetAmounts } from "./budget_amounts.ts";
import type { BudgetLevel, BudgetScope, BudgetScopeName, BudgetShortage, BudgetStore } from "./budget_store.ts";

type What = BudgetShortage["what"];
type Sums = { [what in What]: Decimal };

const WHATS: readonly What[] = ["requests", "tokens", "usd"];
const ZERO = Decimal.fromInteger(0);

/** The numbers of a budget for one process. Nothing of it is kept. */
export class MemoryBudgetStore implements BudgetStore {
  readonly #scopes = new Map<BudgetScopeName, { spent: Sums; reserved: Sums }>();
  #version = 0;
  #changed = Promise.withResolvers<void>();

  /** See {@linkcode BudgetStore}. */
  hold(scopes: readonly BudgetScope[], amounts: BudgetAmounts): Promise<BudgetShortage | null> {
    const needed = sumsOf(amounts);
    for (const { name, limits } of scopes) {
      const { spent, reserved } = this.#scope(name);
      for (const what of WHATS) {
        const given = limits[what];
        if (given === undefined) continue;
        const limit = Decimal.parse(String(given));
        if (spent[what].plus(reserved[what]).plus(needed[what]).compare(limit) <= 0) continue;
        return Promise.resolve({
          scope: name,
          what,
          limit: limit.toString(),
          spent: spent[what].toString(),
          reserved: reserved[what].toString(),
          needed: needed[what].toString(),
          version: this.#version,
        });
      }
    }
    for (const { name } of scopes) add(this.#scope(name).reserved, needed);
    return Promise.resolve(null);
  }

  /** See {@linkcode BudgetStore}. */
  settle(
    scopes: readonly BudgetScopeName[],
    { held, used }: { readonly held: BudgetAmounts | null; readonly used: BudgetAmounts },
  ): Promise<void> {
    for (const name of scopes) {
      const scope = this.#scope(name);
      if (held !== null) subtract(scope.reserved, sumsOf(held));
      add(scope.spent, sumsOf(used));
    }
    this.#version++;
    const changed = this.#changed;
    this.#changed = Promise.withResolvers();
    changed.resolve();
    return Promise.resolve();
  }

  /** See {@linkcode BudgetStore}. */
  changed(version: number, signal?: AbortSignal): Promise<void> {
    return version === this.#version ? orAborted(this.#changed.promise, signal) : Promise.resolve();
  }

  /** See {@linkcode BudgetStore}. */
  levels(): Promise<readonly BudgetLevel[]> {
    const names = [...this.#scopes.keys()].sort((a, b) => a === "run" ? -1 : b === "run" ? 1 : compareText(a, b));
    return Promise.resolve(names.map((scope) => {
      const { spent, reserved } = this.#scope(scope);
      return { scope, spent: amountsOf(spent), reserved: amountsOf(reserved) };
    }));
  }

  #scope(name: BudgetScopeName): { spent: Sums; reserved: Sums } {
    const known = this.#scopes.get(name);
    if (known !== undefined) return known;
    const made = { spent: sumsOf(NOTHING), reserved: sumsOf(NOTHING) };
    this.#scopes.set(name, made);
    return made;
  }
}

const NOTHING: BudgetAmounts = { requests: 0, tokens: 0, usd: "0" };

function sumsOf({ requests, tokens, usd }: BudgetAmounts): Sums {
  return {
    requests: Decimal.fromInteger(requests),
    tokens: Decimal.fromInteger(tokens),
    usd: usd === "0" ? ZERO : Decimal.parse(usd),
  };
}

function amountsOf({ requests, tokens, usd }: Sums): BudgetAmounts {
  return { requests: requests.toNumber(), tokens: tokens.toNumber(), usd: usd.toString() };
}

function add(sums: Sums, more: Sums): void {
  for (const what of WHATS) sums[what] = sums[what].plus(more[what]);
}

function subtract(sums: Sums, less: Sums): void {
  for (const what of WHATS) sums[what] = sums[what].minus(less[what]);
}
