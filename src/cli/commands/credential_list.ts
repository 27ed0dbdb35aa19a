import { z } from "zod";
import type { CredentialReport } from "../../config/mod.ts";
import { commandCredentials } from "../_command_credentials.ts";
import { type FittedColumn, fittedTable } from "../_fitted_table.ts";
import { UNKNOWN } from "../_format.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { defineCommand } from "../command.ts";

const COLUMNS: readonly FittedColumn[] = [
  { title: "provider", align: "left" },
  { title: "credential", align: "left", least: 14 },
  { title: "from", align: "left", leaves: 2 },
  { title: "where", align: "left", least: 12, leaves: 3 },
  { title: "there", align: "left" },
  { title: "hash", align: "left", leaves: 1 },
  { title: "used", align: "left", least: 20 },
];

/** Lists what keys there are. */
export const credentialList = defineCommand({
  name: "credential list",
  summary: "List the keys that providers can be called with, which one counts, and why",
  description: "Shows of each key its name, where it comes from, whether it is there, and a hash that tells it from " +
    "others, and never the key itself. Variables that are not set are left out unless --all is given. Commands of " +
    "password managers are not run unless --run is given.",
  args: [],
  flags: z.strictObject({
    all: z.boolean().default(false).describe("List the variables that are not set too"),
    run: z.boolean().default(false).describe("Run the commands too, to see whether they give a key"),
  }),
  examples: [
    { line: "tapedeck credential list", does: "What there is" },
    { line: "tapedeck credential list --run --json", does: "With the keys of password managers, for a program" },
  ],
  async run({ io }, { flags: { all, run } }) {
    const { store, places } = await commandCredentials(io, "credential list");
    const reports = (await store.list(places.map(({ keyed }) => keyed), { run }))
      .filter(({ rank, isPresent, wins }) => all || rank !== "environment" || isPresent === true || wins);
    return {
      text: reports.length === 0
        ? "No key is set up. `tapedeck credential set PROVIDER` keeps one.\n"
        : fittedTable(COLUMNS, reports.map(rowOf), io.stdout) + problemsOf(reports),
      document: { credentials: snakeKeys(reports) },
    };
  },
});

function rowOf({ provider, name, source, where, isPresent, hash, wins, why }: CredentialReport): string[] {
  const there = isPresent === null ? "not asked" : isPresent ? "yes" : "no";
  return [provider ?? UNKNOWN, name, source, where, there, hash ?? UNKNOWN, wins ? "yes" : `no: ${why}`];
}

/** Why a key cannot be had, where that is not merely a variable that nobody has set. */
function problemsOf(reports: readonly CredentialReport[]): string {
  const problems = new Set(
    reports.flatMap(({ problem, rank }) => problem === null || rank === "environment" ? [] : [problem]),
  );
  return problems.size === 0 ? "" : `\n${[...problems].map((problem) => `- ${problem}\n`).join("")}`;
}
