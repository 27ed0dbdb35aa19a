import { Decimal, UserError } from "../base/mod.ts";
import type { Tape } from "../cassette/mod.ts";
import type { Clock, Endpoint } from "../spec/mod.ts";
import type { ChosenRun } from "./_choose_run.ts";
import { forecast, type ForecastOptions, loadHistory, type SweepForecast } from "./forecast/mod.ts";
import { CellMaker } from "./_cell_maker.ts";
import { gridOf } from "./grid/mod.ts";
import type { RunOptions } from "./run_summary.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/** A live run that may cost more asks, where neither its options nor its plan say. */
export const CONFIRM_ABOVE_USD = "1";
/** Of more prompts than these, so many stand for all: nobody waits for a forecast. */
const MOST_SAMPLES = 2000;
/** Of more cells that are left than these, so many are looked for on the tape. */
const MOST_LOOKED_FOR = 100_000;
/** Tokens by length alone can be half of what there is. */
const ROUGH_FACTOR = Decimal.fromInteger(2);

/** What a forecast of a run is made from. */
export interface RunForecastParts {
  /** With the prices that they are counted by. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly chosen: Pick<ChosenRun, "finished">;
  readonly tape: Pick<Tape, "unplayedScopes">;
  readonly clock: Clock;
}

/**
 * What the cells that are left will cost, before the first call, where somebody wants to know it; `null`: nobody does, or
 * nothing is paid.
 *
 * @throws {UserError} when whoever is asked does not agree to the cost.
 */
export async function forecastRun(
  plan: SweepPlan,
  options: RunOptions,
  parts: RunForecastParts,
): Promise<SweepForecast | null> {
  const { mode, onForecast, confirm } = options;
  if (mode === "replay" || (onForecast === undefined && confirm === undefined)) return null;
  const most = Decimal.parse(options.confirmAboveUsd ?? plan.run.confirmAboveUsd ?? CONFIRM_ABOVE_USD);
  const made = await forecastOf(plan, options, { ...parts, most });
  onForecast?.(made);
  const { high } = made.total.costUsd;
  if (confirm === undefined || high === null || Decimal.parse(high).compare(most) <= 0) return made;
  if (await confirm(made)) return made;
  throw new UserError(`Cannot run the sweep as nobody agreed to what it may cost: current value is ${high} US dollars`);
}

/** The tokenizer takes longer to load than most runs take to begin: far below the threshold, lengths are enough. */
async function forecastOf(
  plan: SweepPlan,
  options: RunOptions,
  { endpoints, chosen, tape, clock, most }: RunForecastParts & { readonly most: Decimal },
): Promise<SweepForecast> {
  const { ledgerPath, setup, mode } = options;
  const recorded = mode === "append" ? tape.unplayedScopes() : new Set<string>();
  const left = callsLeft(plan, chosen.finished, recorded);
  const given: ForecastOptions = {
    history: ledgerPath.includes("://") ? [] : await loadHistory(plan, { ledgerPath, cassettePath: null }),
    prices: ({ key }) => endpoints.get(key)?.price ?? null,
    limits: (endpoint) => setup?.transportOf(endpoint).limits ?? {},
    at: clock.date().toISOString(),
    calls: ({ key }) => left.get(key)!,
    concurrency: options.concurrency,
    mostSamples: MOST_SAMPLES,
  };
  const rough = await forecast(plan, { ...given, isRough: true });
  const { high } = rough.total.costUsd;
  const isFarBelow = high !== null && Decimal.parse(high).times(ROUGH_FACTOR).compare(most) <= 0;
  return high === null || isFarBelow ? rough : await forecast(plan, given);
}

/**
 * By endpoint. A tape may hold recordings of cells that have ended, of other plans and of other clients: only those of the
 * very cells that are left spare a call. What has no scope is nobody's, and is not counted on.
 */
function callsLeft(plan: SweepPlan, finished: Uint8Array, recorded: ReadonlySet<string>): Map<string, number> {
  const { endpoints } = gridOf(plan);
  const maker = new CellMaker(plan);
  const isRecorded = (index: number) => recorded.has(`${maker.at(index).id}/1`);
  const open = endpoints.map(({ begin, end }) => countWhere(begin, end, (index) => finished[index] === 0));
  const all = open.reduce((sum, count) => sum + count, 0);
  const step = Math.ceil(all / MOST_LOOKED_FOR);
  const missing = endpoints.map(({ begin, end }, i) => {
    if (recorded.size === 0) return open[i];
    let seen = 0;
    const looked = (index: number) => finished[index] === 0 && seen++ % step === 0;
    const found = countWhere(begin, end, (index) => looked(index) && isRecorded(index));
    return Math.max(0, open[i] - found * step);
  });
  return new Map(plan.endpoints.map(({ key }, i) => [key, missing[i]]));
}

function countWhere(begin: number, end: number, test: (index: number) => boolean): number {
  let count = 0;
  for (let index = begin; index < end; index++) if (test(index)) count++;
  return count;
}
