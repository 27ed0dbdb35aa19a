import { z } from "zod";
import { CONFIG_SCHEMA_URL } from "../../config/mod.ts";
import { configFiles } from "../_config_file.ts";
import { defineCommand } from "../command.ts";

/** Tells where configuration files are. */
export const configPath = defineCommand({
  name: "config path",
  summary: "Print where the configuration files are, and how editors complete them",
  description:
    "The project's file is the nearest tapedeck.toml from here upwards; the user's is what TAPEDECK_CONFIG names, else " +
    "tapedeck/config.toml in the folder for settings. The project's goes before the user's.",
  args: [],
  flags: z.strictObject({}),
  examples: [{ line: "tapedeck config path", does: "Both files" }],
  async run({ io }) {
    const files = await configFiles(io);
    const rows = await Promise.all(files.map(async ({ role, path }) => ({ role, path, exists: await isThere(path) })));
    const schemaLine = `#:schema ${CONFIG_SCHEMA_URL}`;
    const missing = ["project", "user"].filter((role) => !files.some((file) => file.role === role));
    const text = [
      ...rows.map(({ role, path, exists }) => `${role.padEnd(7)}  ${path}${exists ? "" : " (not there)"}\n`),
      ...missing.map((role) => `${role.padEnd(7)}  none\n`),
      `\nEditors complete a file that begins with this line:\n${schemaLine}\n`,
    ];
    return {
      text: text.join(""),
      document: { files: rows.map((row) => ({ ...row })), schema_url: CONFIG_SCHEMA_URL, schema_line: schemaLine },
    };
  },
});

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(({ isFile }) => isFile, () => false);
}
