import { z } from "zod";
import { migrateConfig, readTomlFile, rewriteConfig } from "../../config/mod.ts";
import { commandPath } from "../_command_path.ts";
import { configFiles } from "../_config_file.ts";
import { defineCommand } from "../command.ts";
import type { Io } from "../io.ts";

/** Brings configuration files to the current version. */
export const configMigrate = defineCommand({
  name: "config migrate",
  summary: "Bring configuration files of older versions to the current one",
  description: "Comments and order stay. Files of older versions are read as well: this says what is in them anew.",
  args: [{ name: "FILE", description: "A configuration file; those that hold here unless given", default: "" }],
  flags: z.strictObject({
    dryRun: z.boolean().default(false).describe("Write nothing; say what would be done"),
  }),
  examples: [
    { line: "tapedeck config migrate --dry-run", does: "See what there is to do" },
    { line: "tapedeck config migrate ./tapedeck.toml", does: "One file" },
  ],
  async run({ io }, { args: [file], flags: { dryRun } }) {
    const files = [];
    for (const path of file === "" ? await present(io) : [commandPath(io, file)]) {
      const { from, to, steps } = migrateConfig(await readTomlFile(path, "configuration"), { path });
      if (!dryRun && from < to) await rewriteConfig(path, (text) => migrateConfig(text, { path }).text);
      files.push({ path, from, to, steps: [...steps], written: !dryRun && from < to });
    }
    const lines = files.map(({ path, from, to, steps, written }) => {
      if (from === to) return `${path}: is of the current version ${to}\n`;
      const does = steps.map((step) => `  ${step}\n`).join("");
      return `${path}: ${written ? "is" : "would be"} brought from version ${from} to ${to}\n${does}`;
    });
    return { text: lines.join("") || "There is no configuration file.\n", document: { files } };
  },
});

async function present(io: Io): Promise<string[]> {
  const paths = (await configFiles(io)).map(({ path }) => path);
  const there = await Promise.all(paths.map((path) => Deno.stat(path).then(() => true, () => false)));
  return paths.filter((_, i) => there[i]);
}
