import { z } from "zod";
import type { ModelSwitch, SwitchCheck } from "../../routing/mod.ts";
import { interruptible } from "../_catalog_flags.ts";
import { commandRegistry, needsFlags, needsIn, registryFlags } from "../_command_registry.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { type TextColumn, textTable } from "../_text_table.ts";
import { defineCommand } from "../command.ts";

const flags = z.strictObject({
  dryRun: z.boolean().default(false).describe("Only look whether it could be"),
  offline: z.boolean().default(false).describe("Do not ask the provider whether it is there and takes the key"),
  ...needsFlags,
  ...registryFlags,
});

/** Makes a model the default one. */
export const modelSwitch = defineCommand({
  name: "model switch",
  summary: "Make a model the default one, if nothing speaks against it, and say why",
  description:
    "Looks whether the key is set and taken, whether the model does what calls of the default one have needed so far " +
    "(as the ledger tells) and what the configuration asks for, what it costs beside it, and whether its provider " +
    "answers, by an address that costs no tokens. Where nothing speaks against it, [defaults] model of the project's " +
    "tapedeck.toml, or else of your own configuration, is set. Exits with 1 where something does.",
  args: [{ name: "ID", description: "A model, an alias, or an endpoint: openai/gpt-4o-mini@openai" }],
  flags,
  examples: [
    { line: "tapedeck model switch openai/gpt-4o-mini --dry-run", does: "Say yes or no, and why" },
    { line: "tapedeck model switch openai/gpt-4o-mini --needs tools,json-schema", does: "Set it, if it does these" },
  ],
  async run({ io }, { args: [id], flags }) {
    await using registry = await commandRegistry(io, flags);
    const { dryRun, offline } = flags;
    const result = await interruptible(
      io,
      (signal) => registry.switchModel(id, { dryRun, offline, needs: needsIn(flags), signal }),
    );
    return { text: textOf(result, dryRun), document: snakeKeys(result), exitCode: result.ok ? 0 : 1 };
  },
});

const COLUMNS: readonly TextColumn[] = [{ title: "check", align: "left" }, { title: "", align: "left" }, {
  title: "",
  align: "left",
}];

/** How a verdict shows. */
const WORDS: { readonly [verdict in SwitchCheck["verdict"]]: string } = { yes: "yes", no: "NO", unknown: "?" };

function textOf({ from, to, ok, checks, saved, endpoint }: ModelSwitch, dryRun: boolean): string {
  const table = textTable(COLUMNS, checks.map(({ name, verdict, text }) => [name, WORDS[verdict], text]));
  const before = from === null ? "" : ` in place of ${from}`;
  const at = endpoint === null ? "" : ` (first asked: ${endpoint})`;
  if (!ok) return `${table}\nNo: ${to} does not become the default model${at}\n`;
  if (dryRun) return `${table}\nYes: ${to} can be the default model${before}${at}\n`;
  return `${table}\nYes: ${to} is the default model now${before}${at}, in ${saved}\n`;
}
