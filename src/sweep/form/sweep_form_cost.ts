import { Decimal } from "../../base/mod.ts";
import { cellCount } from "../cell_count.ts";
import { CONFIRM_ABOVE_USD } from "../_forecast_run.ts";
import { forecast, loadHistory, type SweepForecast } from "../forecast/mod.ts";
import { lookUpInCatalog } from "../_price_endpoints.ts";
import type { PriceLookup } from "../price_lookup.ts";
import type { RunSetup } from "../run_summary.ts";
import { settlePlan } from "../patterns/mod.ts";
import type { SweepPlan } from "../sweep_plan.ts";

/** Of more prompts than these, so many stand for all: nobody waits for a forecast. */
const MOST_SAMPLES = 2000;

/** What a plan's cost is told from. */
export interface SweepFormCostOptions {
  /** The ledger whose past calls tell how long answers are. */
  readonly ledgerPath: string;
  /** Looks prices up that the plan leaves out; the catalog, without a call, unless given. */
  readonly prices?: PriceLookup;
  /** How providers are set up, for the limits that make it take longer; none unless given. */
  readonly setup?: RunSetup;
  /** Looks environment variables up; the process's own unless given. */
  readonly env?: (name: string) => string | undefined;
  /** Now, in RFC 3339 in UTC. */
  readonly at: string;
}

/** What a sweep comes to before it runs. */
export interface SweepFormCost {
  /** How many cells it has. */
  readonly cells: number;
  /** What they would use and cost. */
  readonly forecast: SweepForecast;
  /** Whether whoever runs it live is to agree first: it may cost more than the plan lets go unasked, or nobody can tell. */
  readonly needsConsent: boolean;
}

/**
 * How many cells a plan has and what they would cost, told without a call from what the ledger and the catalog know.
 *
 * @throws {UserError} when a pattern of the plan stands for no endpoint, or the ledger cannot be read.
 */
export async function sweepFormCost(given: SweepPlan, options: SweepFormCostOptions): Promise<SweepFormCost> {
  const { ledgerPath, prices: lookUp = lookUpInCatalog, setup, env, at } = options;
  const plan = await settlePlan(given, {
    mode: "append",
    cassettePath: null,
    ledgerPath,
    ...(env === undefined ? {} : { env }),
  });
  const unpriced = plan.endpoints.filter(({ price }) => price === null);
  const found = unpriced.length === 0 ? undefined : await lookUp(unpriced);
  const made = await forecast(plan, {
    history: await loadHistory(plan, { ledgerPath, cassettePath: null }),
    prices: ({ key, price }) => price ?? found?.get(key)?.price ?? null,
    at,
    mostSamples: MOST_SAMPLES,
    ...(setup === undefined ? {} : { limits: (endpoint) => setup.transportOf(endpoint).limits }),
  });
  const { high } = made.total.costUsd;
  const most = Decimal.parse(plan.run.confirmAboveUsd ?? CONFIRM_ABOVE_USD);
  const needsConsent = high === null || Decimal.parse(high).compare(most) > 0;
  return { cells: cellCount(plan), forecast: made, needsConsent };
}
