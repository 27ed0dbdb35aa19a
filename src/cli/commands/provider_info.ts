import { z } from "zod";
import { findProvider } from "../../provider/mod.ts";
import { ownProviders } from "../../routing/mod.ts";
import type { JsonObject, ProviderAdapter } from "../../spec/mod.ts";
import { ageFlag } from "../_amounts.ts";
import { commandFolder } from "../_command_credentials.ts";
import { UNKNOWN } from "../_format.ts";
import type { Io } from "../io.ts";
import { type ProviderFacts, providerFacts } from "../_provider_facts.ts";
import { meantProvider } from "../_meant_names.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { defineCommand } from "../command.ts";

/** What a limit counts, for people. */
const LIMITS = [
  ["requestsPerMinute", "requests a minute"],
  ["requestsPerDay", "requests a day"],
  ["tokensPerMinute", "tokens a minute"],
  ["concurrency", "at once"],
] as const;

/** Shows a row of the provider table. */
export const providerInfo = defineCommand({
  name: "provider info",
  summary: "Show a provider: where it is, what it speaks, its limits and quirks",
  description:
    "NAME is a section of [providers] in tapedeck.toml or an alias of one, a provider's key, or another name that it goes by: google, " +
    "llama.cpp. Of a key only the name " +
    "of its environment variable is shown, and whether it is set.",
  args: [{ name: "NAME", description: "A provider: openrouter" }],
  flags: z.strictObject({}),
  examples: [
    { line: "tapedeck provider info openrouter", does: "All of it" },
    { line: "tapedeck provider info ollama --json", does: "For a program" },
  ],
  async run({ io }, { args: [name] }) {
    const facts = providerFacts(await providerOf(name, io), io);
    return { text: textOf(facts), document: snakeKeys(facts) };
  },
});

/** A provider as it is set up, else the row that goes by the name. */
async function providerOf(given: string, io: Io): Promise<ProviderAdapter> {
  const name = await meantProvider(io, given);
  const own = await ownProviders({ cwd: commandFolder(io), env: io.env });
  return own.find(({ key }) => key === name) ?? findProvider(name);
}

function textOf(facts: ProviderFacts): string {
  const lines = [
    ["base URL", facts.baseUrl ?? "is given with an endpoint"],
    ["wire format", facts.wire],
    ...facts.doors.map(({ wire, baseUrl }) => ["also speaks", `${wire} at ${baseUrl ?? "a base URL of one's own"}`]),
    ["key", keyLine(facts)],
    [
      "variables",
      facts.keyEnv.map(({ name, isSet }) => `${name} (${isSet ? "set" : "not set"})`).join(", ") || UNKNOWN,
    ],
    ["list of models", listLine(facts.models)],
    ["health", facts.health === null ? UNKNOWN : `${facts.health.method} ${facts.health.url}`],
    ["embeddings", facts.embeddings ?? UNKNOWN],
    ["limits", limitsLine(facts)],
    ["renames", Object.entries(facts.renames).map(([from, to]) => `${from} to ${to}`).join(", ") || UNKNOWN],
    ["refuses", facts.refuses.join(", ") || UNKNOWN],
    ["key shapes", facts.keyShapes.join(", ") || UNKNOWN],
  ];
  const width = Math.max(...lines.map(([label]) => label.length));
  const table = lines.map(([label, value]) => `${label.padEnd(width)}  ${value}\n`).join("");
  const quirks = facts.quirks.map((quirk) => `- ${quirk}\n`).join("");
  return `${facts.name} (${facts.key})\n\n${table}${quirks === "" ? "" : `\n${quirks}`}`;
}

function keyLine({ auth, needsKey }: ProviderFacts): string {
  if (!needsKey) return "not needed; one that is given goes where its wire format has it";
  return `header ${auth!.header}${auth!.prefix === "" ? "" : `, behind "${auth!.prefix.trimEnd()}"`}`;
}

/** Of limits that nobody documents, answers tell what there is to know. */
function limitsLine({ limits, needsKey }: ProviderFacts): string {
  const told = LIMITS.filter(([name]) => limits[name] !== undefined)
    .map(([name, unit]) => `${Number(limits[name]).toLocaleString("en-US")} ${unit}`);
  if (told.length === 0) return needsKey ? "the account's own, as answers tell them" : "none of its own";
  return `${told.join(", ")}${needsKey ? " for a new account" : ""}`;
}

function listLine(models: JsonObject | null): string {
  if (models === null) return UNKNOWN;
  const key = models.needsKey ? "with a key" : "without a key";
  return `${models.url}, ${key}, fresh for ${ageFlag(Number(models.lifetimeMs))}`;
}
