import { z } from "zod";
import type { ProviderStatus } from "../../catalog/mod.ts";
import { ageFlag, formatAge } from "../_amounts.ts";
import { commandCatalog, storeFlag } from "../_catalog_flags.ts";
import { type FittedColumn, fittedTable } from "../_fitted_table.ts";
import { UNKNOWN } from "../_format.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { defineCommand } from "../command.ts";

const COLUMNS: readonly FittedColumn[] = [
  { title: "provider", align: "left" },
  { title: "models", align: "right" },
  { title: "tier", align: "left" },
  { title: "age", align: "right" },
  { title: "fresh for", align: "right", leaves: 2 },
  { title: "list key", align: "left" },
  { title: "endpoint lists", align: "right", leaves: 1 },
  { title: "last problem", align: "left", least: 24 },
];

/** Tells of the lists. */
export const catalogStatus = defineCommand({
  name: "catalog status",
  summary: "Show what is known of each provider's models, how old it is, and what failed",
  args: [],
  flags: z.strictObject(storeFlag),
  examples: [{ line: "tapedeck catalog status", does: "All providers, without a call" }],
  async run({ io }, { flags: given }) {
    using catalog = await commandCatalog(io, given);
    const providers = await catalog.status();
    const nowMs = io.clock.date().getTime();
    return {
      text: `${fittedTable(COLUMNS, providers.map((one) => row(one, nowMs)), io.stdout)}\n${
        keptText(catalog.storePath)
      }\n`,
      document: { store: catalog.storePath, providers: snakeKeys(providers) },
    };
  },
});

function keptText(path: string): string {
  return path === ":memory:"
    ? "Kept nowhere: no folder for data; name a file by --store or TAPEDECK_CATALOG"
    : `Kept in ${path}`;
}

function row(status: ProviderStatus, nowMs: number): string[] {
  const { provider, rows, tier, ageMs, lifetimeMs, hasKey, needsKey, endpointLists, failedAt, problem } = status;
  const ago = failedAt === null ? "" : `${formatAge(nowMs - Date.parse(failedAt))} ago: `;
  return [
    provider,
    tier === null ? UNKNOWN : rows.toLocaleString("en-US"),
    tier ?? UNKNOWN,
    ageMs === null ? UNKNOWN : formatAge(ageMs),
    lifetimeMs === null ? UNKNOWN : ageFlag(lifetimeMs),
    hasKey ? "set" : needsKey ? "missing" : "not needed",
    endpointLists === 0 ? "" : String(endpointLists),
    problem === null ? (tier === null ? "not fetched yet" : "") : `${ago}${problem.reason}`,
  ];
}
