import { z } from "zod";
import type { RefreshReport } from "../../catalog/mod.ts";
import { interruptible, storeFlag } from "../_catalog_flags.ts";
import { type FittedColumn, fittedTable } from "../_fitted_table.ts";
import { UNKNOWN } from "../_format.ts";
import { keptCatalog } from "../_kept_catalog.ts";
import { listAlerts } from "../_list_alerts.ts";
import { meantProviders } from "../_meant_names.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { defineCommand } from "../command.ts";

const ALL = "all";

const COLUMNS: readonly FittedColumn[] = [
  { title: "provider", align: "left" },
  { title: "outcome", align: "left" },
  { title: "models", align: "right" },
  { title: "before", align: "right" },
  { title: "unread", align: "right" },
  { title: "reason", align: "left", least: 20 },
];

/** Fetches lists. */
export const catalogRefresh = defineCommand({
  name: "catalog refresh",
  summary: "Fetch the lists of models of all providers, or of some",
  description:
    "A list that is empty or has lost more than half of its models is refused, and the one before is kept. Ends with " +
    "exit code 1 when a list failed, or when one that was named could not be asked for. What is new, gone or priced " +
    "otherwise since the list before is told as alerts.",
  args: [{ name: "PROVIDER", description: "Whose lists; all that need no key or have one", default: ALL, many: true }],
  flags: z.strictObject({
    force: z.boolean().default(false).describe("Fetch what is still fresh, too"),
    acceptShrunk: z.boolean().default(false).describe("Believe a list that has lost most of its models"),
    ...storeFlag,
  }),
  examples: [
    { line: "tapedeck catalog refresh", does: "All lists that are not fresh" },
    { line: "tapedeck catalog refresh openrouter groq --force", does: "Two lists, fresh or not" },
  ],
  async run({ io }, { args, flags: given }) {
    using catalog = await keptCatalog(io, { ...given, refresh: true });
    const named = args.includes(ALL) ? null : await meantProviders(io, args);
    const { force, acceptShrunk } = given;
    const alerts = await listAlerts(io, catalog);
    const reports = await interruptible(io, (signal) => catalog.refresh(named, { force, acceptShrunk, signal }));
    await alerts.close(reports);
    const failed = reports.some(({ outcome }) => outcome === "failed" || (named !== null && outcome === "skipped"));
    return {
      text: fittedTable(COLUMNS, reports.map(row), io.stdout),
      document: { lists: snakeKeys(reports) },
      exitCode: failed ? 1 : 0,
    };
  },
});

function row({ provider, outcome, rows, before, skipped, problem }: RefreshReport): string[] {
  return [
    provider,
    outcome,
    String(rows),
    before === null ? UNKNOWN : String(before),
    skipped === 0 ? "" : String(skipped),
    problem?.reason ?? "",
  ];
}
