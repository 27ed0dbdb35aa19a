import { z } from "zod";
import { nearestName, UserError } from "../../base/mod.ts";
import type { Attempt, ChatRequest, Ledger, RunRecord } from "../../spec/mod.ts";
import { commandCatalog } from "../_catalog_flags.ts";
import { counterfactualText } from "../_counterfactual_text.ts";
import { commandPath } from "../_command_path.ts";
import { existingLedger, needsFlags, needsIn } from "../_command_registry.ts";
import { namedPolicies } from "../_named_policies.ts";
import { isNewestRun, LAST } from "../_newest_run.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { defineCommand } from "../command.ts";

const flags = z.strictObject({
  policy: z.string().default("cost,latency,reliability,balanced,round-robin").meta({
    placeholder: "NAMES",
    description: "Policies to compare, with commas between: names, those of your configuration too, or files",
  }),
  model: z.string().optional().meta({ placeholder: "ID", description: "Only calls of this model" }),
  ...needsFlags,
  evidence: z.enum(["all", "own"]).default("all").describe(
    "What a policy learns from: all recorded calls before, or those that it would have made itself",
  ),
  maxFallbacks: z.coerce.number().int().min(0).default(2).meta({
    placeholder: "N",
    description: "How many endpoints may be asked after the first has failed",
  }),
  allEndpoints: z.boolean().default(false).describe(
    "Let policies choose endpoints of the catalog at which nothing was recorded, too",
  ),
  ledger: z.string().default("runs/ledger.sqlite")
    .meta({ placeholder: "PATH", description: "The ledger: an SQLite file, or a postgres:// URL" }),
});

/** Replays recorded runs through other policies. */
export const routeCounterfactual = defineCommand({
  name: "route counterfactual",
  summary: "Show what recorded runs would have come to under other routing policies",
  description:
    "Makes no calls. Each question goes to the endpoint that a policy would have chosen by what was known before, and " +
    "what was recorded there is its outcome; where nothing was recorded it is unknown, and counted.",
  args: [{ name: "RUN", description: "Ids of runs", default: LAST, many: true }],
  flags,
  examples: [
    { line: "tapedeck route counterfactual", does: "The last run, under the policies that come with Tapedeck" },
    { line: "tapedeck route counterfactual --policy cost,./mine.ts --json", does: "A policy of your own beside cost" },
  ],
  async run({ io }, { args, flags }) {
    const routing = await import("../../routing/mod.ts");
    const policies = await namedPolicies(io, flags.policy);
    await using ledger = await existingLedger(io, flags.ledger, { purpose: "replay other choices" });
    const runs = await chosenRuns(ledger, args);
    const attempts: Attempt[] = [];
    const requests: ((attempt: Attempt) => ChatRequest | null)[] = [];
    for (const { runId, cassette } of runs) {
      for await (const attempt of ledger.attempts(runId)) attempts.push(slim(attempt));
      if (cassette !== null) requests.push(await routing.tapeRequests(commandPath(io, cassette)));
    }
    using catalog = await commandCatalog(io, {});
    const report = await routing.counterfactual({
      attempts,
      policies,
      facts: await routing.catalogFacts(attempts, { all: flags.allEndpoints, env: io.env, catalog }),
      needs: needsIn(flags),
      requestOf: firstOf(requests),
      maxFallbacks: flags.maxFallbacks,
      evidence: flags.evidence,
      ...(flags.model === undefined ? {} : { model: flags.model }),
    });
    return {
      text: counterfactualText(report, io.stdout),
      document: snakeKeys({ runs: runs.map(({ runId }) => runId), evidence: flags.evidence, ...report }),
    };
  },
});

/** Several runs can have one tape. */
function firstOf(requests: readonly ((attempt: Attempt) => ChatRequest | null)[]) {
  return (attempt: Attempt): ChatRequest | null => {
    for (const find of requests) {
      const found = find(attempt);
      if (found !== null) return found;
    }
    return null;
  };
}

/** What a model said takes the most room, and is not looked at. */
function slim(attempt: Attempt): Attempt {
  return { ...attempt, output: null, summary: null };
}

/** In the order in which they began. */
async function chosenRuns(ledger: Ledger, names: readonly string[]): Promise<RunRecord[]> {
  const runs = await ledger.runs();
  const known = runs.map(({ runId }) => runId);
  const chosen = new Set(names.flatMap((name) => isNewestRun(name) ? known.slice(0, 1) : [name]));
  for (const name of chosen) {
    if (known.includes(name)) continue;
    const nearest = nearestName(name, known);
    const hint = nearest === null ? "" : ` (did you mean "${nearest}"?)`;
    throw new UserError(
      `Cannot replay other choices as the ledger has no such run${hint}: current value is "${name}"`,
      { exitCode: 2 },
    );
  }
  return runs.filter(({ runId }) => chosen.has(runId)).reverse();
}
