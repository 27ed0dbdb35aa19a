import { z } from "zod";
import { ownProviders } from "../../routing/mod.ts";
import { commandFolder } from "../_command_credentials.ts";
import { type FittedColumn, fittedTable } from "../_fitted_table.ts";
import { UNKNOWN } from "../_format.ts";
import { keyText, providerFacts } from "../_provider_facts.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { defineCommand } from "../command.ts";

const COLUMNS: readonly FittedColumn[] = [
  { title: "provider", align: "left" },
  { title: "name", align: "left", least: 8, leaves: 1 },
  { title: "base URL", align: "left", least: 30 },
  { title: "wire format", align: "left", least: 14 },
  { title: "key", align: "left", least: 8 },
];

/** Lists providers. */
export const providerList = defineCommand({
  name: "provider list",
  summary: "List the providers that Tapedeck knows, and for which a key is set",
  description: "Those of [providers] in tapedeck.toml come first, then the table. Of a key only the name of its " +
    "environment variable is shown, and whether it is set: tapedeck credential list has all keys. Servers of one's own " +
    "stand where they do by custom, unless the configuration says where.",
  args: [],
  flags: z.strictObject({}),
  examples: [
    { line: "tapedeck provider list", does: "The table" },
    { line: "tapedeck provider list --json", does: "With everything that each provider says of itself" },
  ],
  async run({ io }) {
    const all = (await ownProviders({ cwd: commandFolder(io), env: io.env })).map((row) => providerFacts(row, io));
    const rows = all.map((facts) => [
      facts.key,
      facts.name,
      facts.baseUrl ?? UNKNOWN,
      facts.doors.length === 0 ? facts.wire : `${facts.wire} and ${facts.doors.length} more`,
      keyText(facts),
    ]);
    return {
      text: fittedTable(COLUMNS, rows, io.stdout),
      document: { providers: snakeKeys(all) },
    };
  },
});
