import { z } from "zod";
import { UserError } from "../../base/mod.ts";
import { Preferences } from "../../config/mod.ts";
import type { ModelKey, RouteFilter, RouteRecord } from "../../spec/mod.ts";
import { commandPath } from "../_command_path.ts";
import { loadedConfig } from "../_config_file.ts";
import { existingLedger } from "../_command_registry.ts";
import { type FittedColumn, fittedTable } from "../_fitted_table.ts";
import { UNKNOWN } from "../_format.ts";
import type { Io } from "../io.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { defineCommand } from "../command.ts";

const flags = z.strictObject({
  run: z.string().optional().meta({ placeholder: "RUN", description: "Only choices of this run" }),
  model: z.string().optional().meta({ placeholder: "ID", description: "Only choices for this model" }),
  last: z.coerce.number().int().min(1).default(20).meta({ placeholder: "N", description: "So many at most" }),
  ledger: z.string().optional().meta({
    placeholder: "PATH",
    description:
      "The ledger of routes, an SQLite file or a postgres:// URL; runs/ledger.sqlite and your own unless given",
  }),
});

/** Lists which endpoints were chosen. */
export const routeLog = defineCommand({
  name: "route log",
  summary: "List which endpoints were chosen, why, and what came of it",
  description:
    "The latest first. Calls that belong to no run are kept in your own ledger: the one that TAPEDECK_LEDGER names, " +
    "else ledger.sqlite in the folder for data. With --json each choice has all candidates with their scores, and all that were rejected.",
  args: [],
  flags,
  examples: [
    { line: "tapedeck route log --last 5", does: "The last choices" },
    { line: "tapedeck route log --run run_20261121-055215-9fd48a8e --json", does: "All of a run, for a program" },
  ],
  async run({ io }, { flags: { run, model, last, ledger: path } }) {
    const filter = {
      last,
      ...(run === undefined ? {} : { runId: run }),
      ...(model === undefined ? {} : { model: await aliased(io, model) }),
    };
    const paths = path === undefined ? await knownLedgers(io) : [path];
    const found = await Promise.all(paths.map((one) => routesIn(io, one, filter)));
    const routes = found.flatMap((one) => one.routes).sort((a, b) => a.audit.at < b.audit.at ? 1 : -1).slice(0, last);
    if (run !== undefined && !found.some((one) => one.hasRun)) {
      throw new UserError(`Cannot list routes as no ledger has such a run: current value is "${run}"`, { exitCode: 2 });
    }
    const rows = routes.map(rowOf);
    const text = rows.length === 0 ? "No choices are kept\n" : fittedTable(COLUMNS, rows, io.stdout);
    return { text, document: snakeKeys({ routes }) };
  },
});

/** What an alias stands for; what is none is kept, as choices outlive their models. */
async function aliased(io: Io, name: string): Promise<ModelKey> {
  const { models } = new Preferences(await loadedConfig(io)).models([name], []);
  return models.length === 1 ? models[0] : name;
}

/** Those that are there: of the runs in this folder, and of calls that belong to none. */
async function knownLedgers(io: Io): Promise<readonly string[]> {
  const { ledgerPath } = await import("../../routing/mod.ts");
  const paths = new Set([commandPath(io, "runs/ledger.sqlite"), ledgerPath({ env: io.env })]);
  const { ledgerIsThere } = await import("../../ledger/mod.ts");
  const known: string[] = [];
  for (const path of paths) if (path !== null && await ledgerIsThere(path)) known.push(path);
  return known;
}

async function routesIn(io: Io, path: string, filter: RouteFilter) {
  await using ledger = await existingLedger(io, path, { purpose: "list routes" });
  const routes: RouteRecord[] = [];
  for await (const route of ledger.routes(filter)) routes.push(route);
  const { runId = null } = filter;
  return { routes, hasRun: routes.length > 0 || (runId !== null && await ledger.run(runId) !== null) };
}

const COLUMNS: readonly FittedColumn[] = [
  { title: "time", align: "left" },
  { title: "model", align: "left", least: 16 },
  { title: "policy", align: "left", leaves: 2 },
  { title: "chosen", align: "left", least: 20 },
  { title: "answered", align: "left", least: 12, leaves: 3 },
  { title: "failed", align: "left", least: 10, leaves: 1 },
];

function rowOf({ audit, outcome }: RouteRecord): string[] {
  const { at, model, policy, chosen, origin } = audit;
  const failed = outcome?.failed.map(({ endpoint, errorKind }) => `${endpoint} (${errorKind})`) ?? [];
  const answered = outcome?.answered ?? UNKNOWN;
  return [
    at.slice(0, 19).replace("T", " "),
    model,
    origin === "pin" ? "pin" : policy,
    chosen ?? "nobody",
    answered === chosen ? "yes" : answered,
    failed.join(", ") || UNKNOWN,
  ];
}
