import { Decimal } from "../../base/mod.ts";
import type { DecisionDescription, InteractionDescription } from "../../cassette/mod.ts";
import { actualCost, type CostPart } from "../../catalog/cost/mod.ts";
import type { Attempt, Endpoint, JsonObject, Price } from "../../spec/mod.ts";
import type { SweepPlan } from "../../sweep/mod.ts";

/** The price that a cell's tries were priced by: what the tape keeps of the catalog's, else the plan's. */
export function priceOf(
  endpoint: string,
  { decisions, plan }: { readonly decisions: readonly DecisionDescription[]; readonly plan: SweepPlan | null },
): Price | null {
  const kept = decisions.findLast(({ record }) => record.scope === "prices" && record.name === endpoint);
  const choice = kept?.record.choice as JsonObject | null | undefined;
  const own = plan?.endpoints.find(({ key }) => key === endpoint) as Endpoint | undefined;
  return (choice?.price ?? own?.price ?? null) as Price | null;
}

/** What the cost of a try is made up of; `null` where that does not come to what its row says. */
export function costPartsOf(
  { costUsd, startedAt }: Attempt,
  { entry, price, images }: {
    readonly entry: InteractionDescription | null;
    readonly price: Price | null;
    /** In the request. */
    readonly images: number;
  },
): readonly CostPart[] | null {
  if (costUsd === null || entry === null) return null;
  const { outcome, record } = entry;
  const failed = outcome === null || outcome.ok ? null : outcome.failure;
  const basis = outcome?.ok
    ? outcome.completion
    : failed?.billed === undefined
    ? null
    : { ...failed.billed, timing: failed };
  if (basis === null) return null;
  const { usd, parts } = actualCost(basis, {
    endpoint: price,
    at: startedAt,
    inFlight: record.caller?.inFlight ?? null,
    images,
  });
  return usd !== null && Decimal.parse(usd).compare(Decimal.parse(costUsd)) === 0 ? parts : null;
}
