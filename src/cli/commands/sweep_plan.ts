import { dirname, resolve } from "node:path";
import { z } from "zod";
import { UserError } from "../../base/mod.ts";
import type { CatalogPrice, Strictness, UnknownModel } from "../../routing/mod.ts";
import {
  forecast,
  loadHistory,
  type PlanAccess,
  planAccess,
  type PlanEndpoint,
  planParameterProblems,
  restrictPlan,
  settlePlan,
  type SweepPlan,
} from "../../sweep/mod.ts";
import { commandPath } from "../_command_path.ts";
import { loadedConfig } from "../_config_file.ts";
import { onlyFlag } from "../_only_flag.ts";
import { planOverview } from "../_plan_overview.ts";
import { viewedPlan } from "../_viewed_plan.ts";
import { defineCommand } from "../command.ts";
import type { Io } from "../io.ts";

/** Of more samples than these a forecast counts some, spread evenly. */
const MOST_SAMPLES = 20_000;

/** The catalog takes its time to load: most plans give their prices. */
async function lookUpPrices(
  endpoints: readonly PlanEndpoint[],
  env: Io["env"],
): Promise<ReadonlyMap<string, CatalogPrice>> {
  const { catalogPrices } = await import("../../routing/mod.ts");
  return await catalogPrices(endpoints, { env });
}

/** Models that the catalog does not know. */
async function lookUpModels(
  endpoints: readonly PlanEndpoint[],
  env: Io["env"],
): Promise<ReadonlyMap<string, UnknownModel>> {
  const { unknownModels } = await import("../../routing/mod.ts");
  try {
    return await unknownModels(endpoints, { env });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // A store that cannot be read is no reason for a plan to fail that needs nothing of it.
    return await unknownModels(endpoints, { env, store: ":memory:" });
  }
}

/** How its endpoints are set up, as it would be for a run, and how strict the user is. */
async function lookUpAccess(
  plan: SweepPlan,
  io: Io,
): Promise<{ readonly access: readonly PlanAccess[]; readonly strictness: Strictness | undefined }> {
  const { openCallSetup } = await import("../../routing/mod.ts");
  const loaded = await loadedConfig({ cwd: dirname(resolve(plan.path)), env: io.env });
  const setup = await openCallSetup({
    config: loaded,
    plugins: plan.plugins,
    env: io.env,
    clock: io.clock,
    command: "sweep plan",
    onSecret: (secret) => io.secrets.add(secret),
  });
  const access = await planAccess(plan, { setup, env: io.env });
  return { access, strictness: loaded.config.defaults?.strictness };
}

/** Counts the cells of a plan. */
export const sweepPlan = defineCommand({
  name: "sweep plan",
  summary: "Count the cells of a sweep plan and forecast its cost, without a call",
  description:
    "Checks the whole plan, says every mistake in it with its line, and counts without making the cells. Forecasts " +
    "tokens and cost from past calls, in the ledger or else on the plan's tape, and from a tokenizer. Tells what its " +
    "cells would send that an endpoint does not take: with strictness error that is exit code 2. --json has the limits " +
    "of each endpoint too, and which credential it is called with.",
  args: [{ name: "PLAN", description: "The TOML file of the plan" }],
  flags: z.strictObject({
    ...onlyFlag,
    ledger: z.string().default("runs/ledger.sqlite")
      .meta({ placeholder: "PATH", description: "Where past calls are looked for, if it is there" }),
    show: z.coerce.number().int().min(1).optional()
      .meta({ placeholder: "N", description: "Print the first cells as they would be sent" }),
    strictness: z.enum(["warn", "error"]).optional()
      .describe("What it is when an endpoint does not take what is to be sent; as the plan or the configuration says"),
  }),
  examples: [
    { line: "tapedeck sweep plan sweeps/million.toml", does: "A plan of a million cells" },
    { line: "tapedeck sweep plan my.toml --show 3", does: "Its first three cells, word for word" },
    { line: "tapedeck sweep plan my.toml --json", does: "What it would cost, for programs" },
  ],
  async run({ io }, { args: [path], flags: { ledger, show, strictness, only = [] } }) {
    const whole = await viewedPlan(io, commandPath(io, path));
    const { mode, cassette: cassettePath } = whole.run;
    const settled = await settlePlan(whole, { mode, cassettePath, ledgerPath: commandPath(io, ledger), env: io.env });
    const plan = restrictPlan(settled, only);
    const places = { ledgerPath: commandPath(io, ledger), cassettePath: plan.run.cassette };
    const history = await loadHistory(plan, places);
    const unpriced = plan.endpoints.filter(({ price }) => price === null);
    const found = unpriced.length === 0 ? undefined : await lookUpPrices(unpriced, io.env);
    const unknown = await lookUpModels(plan.endpoints, io.env);
    const prices = ({ key, price }: PlanEndpoint) => price ?? found?.get(key)?.price ?? null;
    const at = io.clock.date().toISOString();
    const { access, strictness: preferred = "warn" } = await lookUpAccess(plan, io);
    const limitsOf = new Map(access.map(({ endpoint, limits }) => [endpoint, limits]));
    const problems = await planParameterProblems(plan, { env: io.env });
    return planOverview(plan, {
      forecast: await forecast(plan, {
        history,
        prices,
        limits: ({ key }) => limitsOf.get(key)!,
        at,
        mostSamples: MOST_SAMPLES,
      }),
      found,
      unknown,
      check: { problems, strictness: strictness ?? plan.run.strictness ?? preferred },
      access,
      ...(show === undefined ? {} : { show }),
      output: io.stdout,
    });
  },
});
