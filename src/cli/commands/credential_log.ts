import { z } from "zod";
import { credentialAuditPath, loadConfig, readCredentialAudit } from "../../config/mod.ts";
import { commandFolder } from "../_command_credentials.ts";
import { type FittedColumn, fittedTable } from "../_fitted_table.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { defineCommand } from "../command.ts";

const COLUMNS: readonly FittedColumn[] = [
  { title: "first used", align: "left" },
  { title: "uses", align: "right" },
  { title: "credential", align: "left", least: 14 },
  { title: "hash", align: "left", leaves: 1 },
  { title: "provider", align: "left", leaves: 3 },
  { title: "host", align: "left", least: 14 },
  { title: "command", align: "left", leaves: 4 },
  { title: "pid", align: "right", leaves: 2 },
];

/** Shows who used which key when. */
export const credentialLog = defineCommand({
  name: "credential log",
  summary: "Show which key was sent where and when, by which command",
  description: "One line for all uses of a key at a host by one process within a minute, the newest last. " +
    "credential_log = false under [defaults] turns the log off.",
  args: [],
  flags: z.strictObject({
    limit: z.int().min(1).default(50).meta({ placeholder: "N", description: "How many lines, the newest ones" }),
    name: z.string().optional().meta({ placeholder: "NAME", description: "Of this credential or hash alone" }),
  }),
  examples: [
    { line: "tapedeck credential log", does: "The last uses" },
    { line: "tapedeck credential log --name openai/work --limit 1000 --json", does: "Those of one key" },
  ],
  async run({ io }, { flags: { limit, name } }) {
    const { config } = await loadConfig({ cwd: commandFolder(io), env: io.env });
    const path = credentialAuditPath({ env: io.env });
    const isOff = credentialAuditPath({ env: io.env, config }) === null;
    const all = path === null ? [] : await readCredentialAudit(path);
    const entries = all.filter(({ credential, hash }) => name === undefined || name === credential || name === hash)
      .slice(-limit);
    const rows = entries.map(({ at, count, credential, hash, provider, host, command, pid }) => [
      `${at.slice(0, 19)}Z`,
      count.toLocaleString("en-US"),
      credential,
      hash,
      provider,
      host,
      command,
      String(pid),
    ]);
    const note = isOff ? "The log is turned off.\n" : "";
    return {
      text: note + (rows.length === 0 ? "No key was used.\n" : fittedTable(COLUMNS, rows, io.stdout)),
      document: { path, is_on: !isOff, uses: snakeKeys(entries) },
    };
  },
});
