import { z } from "zod";
import { migrateCassette, type MigrationReport } from "../../cassette/mod.ts";
import { commandPath } from "../_command_path.ts";
import { defineCommand } from "../command.ts";

/** Brings cassettes up to date. */
export const cassetteMigrate = defineCommand({
  name: "cassette migrate",
  summary: "Bring cassettes of older format versions to the current one",
  description: "Older versions are replayed as they are; only what writes to a cassette asks for the current one.",
  args: [{ name: "FILE", description: "Cassettes", many: true }],
  flags: z.strictObject({}),
  examples: [{ line: "tapedeck cassette migrate tape.jsonl", does: "One cassette" }],
  async run({ io }, { args }) {
    const reports: (MigrationReport & { path: string })[] = [];
    for (const path of args) reports.push({ path, ...await migrateCassette(commandPath(io, path)) });
    return {
      text: reports.map(({ path, from, to }) =>
        `${path} ${from === to ? `has version ${to} already` : `was version ${from} and is version ${to} now`}\n`
      ).join(""),
      document: { cassettes: reports.map((one) => ({ ...one })) },
    };
  },
});
