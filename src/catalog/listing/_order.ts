import type { ListedModel } from "./listed_model.ts";

type Order = (a: ListedModel, b: ListedModel) => number;

// Plain comparisons: the first one by a locale takes as long as all the rest.
const byKey: Order = (a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : 0;

/** By a number, the smaller first; what is not known comes last. */
function by(numbers: (model: ListedModel) => readonly (number | null)[]): Order {
  return (a, b) => {
    const [left, right] = [numbers(a), numbers(b)];
    for (const [i, x] of left.entries()) {
      const y = right[i];
      if (x === y) continue;
      if (x === null || y === null) return x === null ? 1 : -1;
      return x - y;
    }
    return byKey(a, b);
  };
}

/** The orders that depend on nothing but the models. */
export const ORDERS = {
  name: byKey,
  price: by(({ record: { price } }) =>
    price?.kind === "tokens" ? [Number(price.inputUsd), Number(price.outputUsd)] : [null, null]
  ),
  context: by(({ record: { contextTokens } }) => [contextTokens === null ? null : -contextTokens]),
  newest: by(({ record: { createdOn } }) => [createdOn === null ? null : -Date.parse(createdOn)]),
} as const satisfies { readonly [sort: string]: Order };
