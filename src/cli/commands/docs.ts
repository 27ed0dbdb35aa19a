import { z } from "zod";
import { cliReference } from "../cli_reference.ts";
import { defineCommand } from "../command.ts";
import { COMMAND_INDEX } from "../command_index.ts";

/** Prints the reference that stands in README.md. */
export const docs = defineCommand({
  name: "docs",
  summary: "Print the reference of all commands as Markdown",
  args: [],
  flags: z.strictObject({}),
  examples: [],
  async run() {
    const shown = COMMAND_INDEX.filter(({ hidden }) => !hidden);
    const text = cliReference(await Promise.all(shown.map((entry) => entry.load())));
    return { text, document: { markdown: text } };
  },
});
