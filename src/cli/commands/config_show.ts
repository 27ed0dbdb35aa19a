import { z } from "zod";
import { stringify } from "@std/toml";
import {
  type ConfigFile,
  type ConfigOrigin,
  type CredentialSource,
  explainConfig,
  type ExplainedValue,
  type LoadedConfig,
  Preferences,
} from "../../config/mod.ts";
import type { JsonObject, JsonValue } from "../../spec/mod.ts";
import { commandFolder } from "../_command_credentials.ts";
import { loadedConfig } from "../_config_file.ts";
import { type FittedColumn, fittedTable } from "../_fitted_table.ts";
import { originTable } from "../_origin_rows.ts";
import { type CommandResult, defineCommand } from "../command.ts";
import type { Io } from "../io.ts";

/** Shows the configuration that holds. */
export const configShow = defineCommand({
  name: "config show",
  summary: "Show the configuration that holds: the project's over the user's",
  description:
    "With --explain, each value with the file and line that it comes from, and what it goes before. With MODEL, the " +
    "parameters that a call of it would be made with, and where each of them comes from. Of credentials only the names " +
    "are shown.",
  args: [{
    name: "MODEL",
    description: "A model or an endpoint, or an alias of one; with @PROVIDER, that provider's parameters count too",
    default: "",
  }],
  flags: z.strictObject({ explain: z.boolean().default(false).describe("Tell where each value comes from") }),
  examples: [
    { line: "tapedeck config show", does: "As one file" },
    { line: "tapedeck config show --explain", does: "With where each value comes from" },
    { line: "tapedeck config show --explain openai/gpt-4o@azure", does: "What a call would be made with" },
  ],
  async run({ io }, { args: [target], flags: { explain } }) {
    const loaded = await loadedConfig(io);
    if (target !== "") return parametersOf(target, loaded);
    return explain ? explained(loaded, io) : { text: textOf(loaded.config), document: documentOf(loaded) };
  },
});

function textOf({ credentials, ...config }: ConfigFile): string {
  const toml = stringify(config as { [key: string]: unknown });
  const names = Object.keys(credentials ?? {});
  const comment = names.length === 0 ? "" : `# credentials: ${names.join(", ")}\n`;
  return `${toml.trim()}\n${comment}`.replace(/^\n/, "") || "# nothing is configured\n";
}

function documentOf(loaded: LoadedConfig): JsonObject {
  return {
    config: namesOnly(loaded.config),
    files: loaded.files.map(({ role, path }) => ({ role, path })),
    values: explainConfig(loaded).map(({ key, value, origin, overridden, path }) => ({
      key,
      value: shownValue(value, path),
      origin: { ...origin },
      overridden: overridden.map((one) => ({ value: shownValue(one.value, path), origin: { ...one.origin } })),
    })),
  };
}

function namesOnly({ credentials, ...config }: ConfigFile): JsonValue {
  const shown = JSON.parse(JSON.stringify(config)) as JsonObject;
  return credentials === undefined ? shown : { ...shown, credentials: Object.keys(credentials) };
}

/** Where a key is to be had can tell more than its name should. */
function shownValue(value: JsonValue, [section]: ExplainedValue["path"]): JsonValue {
  return section === "credentials"
    ? `by ${Object.keys(value as CredentialSource).find((key) => key !== "hosts")}`
    : value;
}

const COLUMNS: readonly FittedColumn[] = [
  { title: "key", align: "left" },
  { title: "value", align: "left", least: 12 },
  { title: "from", align: "left" },
  { title: "over", align: "left", least: 12, leaves: 1 },
];

function explained(loaded: LoadedConfig, io: Io): CommandResult {
  const place = (origin: ConfigOrigin) => placeOf(origin, commandFolder(io));
  const rows = explainConfig(loaded).map(({ key, path, value, origin, overridden }) => [
    key,
    valueText(shownValue(value, path)),
    place(origin),
    overridden.map((one) => `${valueText(shownValue(one.value, path))} (${place(one.origin)})`).join(", "),
  ]);
  return {
    text: rows.length === 0 ? "Nothing is configured.\n" : fittedTable(COLUMNS, rows, io.stdout),
    document: documentOf(loaded),
  };
}

function valueText(value: JsonValue): string {
  return JSON.stringify(value);
}

/** A file below the folder is named from there. */
function placeOf({ path, line }: ConfigOrigin, folder: string): string {
  const name = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
  return line === null ? name : `${name}:${line}`;
}

/** What a call of a model would be made with. */
function parametersOf(target: string, loaded: LoadedConfig): CommandResult {
  const preferences = new Preferences(loaded);
  // An alias can stand for an endpoint, and a pattern for nothing here, as no list is asked.
  const [endpoint = target] = preferences.models([target], []).models;
  const [model, name] = endpoint.split("@", 2);
  const provider = name?.split("/", 1)[0];
  const { parameters, origins, profile } = preferences.parameters({
    model,
    ...(provider === undefined ? {} : { provider: preferences.providerName(provider) }),
  });
  const heading = `${endpoint}, ${profile === null ? "no profile" : `profile ${profile}`}\n`;
  return {
    text: `${heading}\n${origins.length === 0 ? "No parameter is set.\n" : originTable(origins)}`,
    document: {
      model,
      provider: provider ?? null,
      profile,
      parameters: JSON.parse(JSON.stringify(parameters)),
      origins: origins.map((origin) => ({ ...origin, overridden: origin.overridden.map((one) => ({ ...one })) })),
    },
  };
}
