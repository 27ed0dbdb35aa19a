import { Decimal } from "../base/mod.ts";
import type { EndpointUse, Ledger, ModelKey } from "../spec/mod.ts";

/** What calls of one's own have shown of a model, over all runs. */
export interface ModelUse
  extends Pick<EndpointUse, "model" | "tries" | "billed" | "costUsd" | "unknown" | "lastUsedAt"> {
  /** Those that were asked, the one that was asked last first. */
  readonly endpoints: readonly EndpointUse[];
}

/**
 * What calls of one's own have shown of each model, or of one: how often it was asked, what that cost, and how well each
 * endpoint answered. The model that was asked last comes first.
 *
 * Costs are exact sums of what runs paid; replays cost nothing. Medians, error rates and scores are of live tries alone.
 *
 * @example What was spent, model by model
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { modelUse, openLedger } from "@tapedeck/tapedeck";
 *
 * await using ledger = await openLedger(":memory:");
 * const spent = (await modelUse(ledger)).map(({ model, costUsd }) => [model, costUsd]);
 * assertEquals(spent, []);
 * ```
 */
export async function modelUse(
  ledger: Pick<Ledger, "endpointUse">,
  filter: { readonly model?: ModelKey } = {},
): Promise<ModelUse[]> {
  const byModel = new Map<ModelKey, EndpointUse[]>();
  for (const use of await ledger.endpointUse(filter)) {
    const own = byModel.get(use.model);
    if (own === undefined) byModel.set(use.model, [use]);
    else own.push(use);
  }
  const uses = [...byModel].map(([model, endpoints]) => together(model, endpoints.sort(byLastUse)));
  return uses.sort((a, b) => compare(b.lastUsedAt, a.lastUsedAt) || compare(a.model, b.model));
}

function together(model: ModelKey, endpoints: readonly EndpointUse[]): ModelUse {
  const sum = (name: "tries" | "billed" | "unknown") => endpoints.reduce((total, use) => total + use[name], 0);
  // Of an endpoint that was only replayed nothing was paid, which says nothing of what others may have cost.
  const paid = endpoints.filter(({ billed, unknown }) => billed + unknown > 0);
  const known = (paid.length > 0 ? paid : endpoints).flatMap(({ costUsd }) =>
    costUsd === null ? [] : [Decimal.parse(costUsd)]
  );
  return {
    model,
    tries: sum("tries"),
    billed: sum("billed"),
    costUsd: known.length === 0 ? null : known.reduce((total, cost) => total.plus(cost)).toString(),
    unknown: sum("unknown"),
    lastUsedAt: endpoints[0].lastUsedAt,
    endpoints,
  };
}

function byLastUse(a: EndpointUse, b: EndpointUse): number {
  return compare(b.lastUsedAt, a.lastUsedAt) || compare(a.endpoint, b.endpoint);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
