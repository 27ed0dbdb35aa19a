import { parse } from "@std/toml";
import { isTable, UserError } from "../base/mod.ts";
import type { ConfigFile } from "./config_file.ts";
import { configSchema } from "./config_schema.ts";
import { type FileProblem, FileProblems } from "./file_problems.ts";
import type { KeyPath } from "./key_path.ts";
import { migrateConfig } from "./migrate_config.ts";
import { parseToml, tomlMistake } from "./parse_toml.ts";
import { readParameters } from "./read_parameters.ts";
import { readPrice } from "./read_price.ts";
import { readSection } from "./read_section.ts";
import { looksLikeSecret } from "./secret_shapes.ts";
import { tomlLines } from "./toml/mod.ts";

/** Options of {@linkcode parseConfig}. */
export interface ParseConfigOptions {
  /** The file's path, for messages. */
  readonly path: string;
}

/**
 * Reads the TOML text of a configuration file. Everything that is wrong with it is said at once: each mistake with its
 * file and line, its key, the rule, the value (never one that looks like a secret), and the key that was probably meant. A text of an older version is read as `migrateConfig` would have it.
 *
 * @throws {UserError} with exit code 2 when the text is no valid configuration.
 */
export function parseConfig(toml: string, { path }: ParseConfigOptions): ConfigFile {
  const { config, problems } = readConfig(migrateConfig(toml, { path }).text, { path, original: toml });
  problems.throwIfAny();
  return config!;
}

/**
 * What is wrong with the TOML text of a configuration file, in the order of its lines: everything that
 * {@linkcode parseConfig} would throw. Empty where it is valid.
 */
export function checkConfig(toml: string, { path }: ParseConfigOptions): readonly FileProblem[] {
  try {
    parse(toml);
  } catch (error) {
    const { line, reason } = tomlMistake(error as Error);
    return [{ file: path, line, where: "", rule: `is not valid TOML: ${reason}` }];
  }
  try {
    return readConfig(migrateConfig(toml, { path }).text, { path, original: toml }).problems.list();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [{ file: path, line: tomlLines(toml)(["version"]), where: "version", rule: error.message }];
  }
}

/** Lines are those of the author's own text, whatever was migrated. */
function readConfig(
  toml: string,
  { path, original }: ParseConfigOptions & { readonly original: string },
): { readonly config: ConfigFile | null; readonly problems: FileProblems } {
  const raw = parseToml(toml, path, "configuration");
  const problems = new FileProblems(path, tomlLines(original), "configuration");
  refuseUnfit(raw, [], problems);
  const config = readSection(configSchema, raw, { path: [], problems });
  checkTables(raw, problems);
  return { config, problems };
}

/** What has a reader of its own: tables of parameters, and prices. */
function checkTables(raw: { readonly [key: string]: unknown }, problems: FileProblems): void {
  const parameters = (table: unknown, path: KeyPath) => {
    if (table !== undefined) readParameters(table, path, problems);
  };
  parameters(raw.parameters, ["parameters"]);
  for (const [name, profile] of tables(raw.profiles)) parameters(profile, ["profiles", name]);
  for (const [key, model] of tables(raw.models)) {
    if (!isTable(model)) continue;
    parameters(model.parameters, ["models", key, "parameters"]);
    for (const [name, one] of tables(model.profiles)) parameters(one, ["models", key, "profiles", name]);
  }
  for (const [name, provider] of tables(raw.providers)) {
    if (isTable(provider)) parameters(provider.parameters, ["providers", name, "parameters"]);
  }
  const endpoints = Array.isArray(raw.endpoints) ? raw.endpoints : [];
  endpoints.forEach((one, i) => {
    if (isTable(one) && isTable(one.price)) readPrice(one.price, ["endpoints", i, "price"], problems);
  });
  refuseTwins(endpoints, problems);
}

function tables(value: unknown): [string, unknown][] {
  return isTable(value) ? Object.entries(value) : [];
}

function refuseTwins(endpoints: readonly unknown[], problems: FileProblems): void {
  const seen = new Set<unknown>();
  endpoints.forEach((one, i) => {
    const key = isTable(one) ? one.key : undefined;
    if (key !== undefined && seen.has(key)) {
      problems.add(["endpoints", i, "key"], "must differ from the keys of the other endpoints", key);
    }
    seen.add(key);
  });
}

/** No key stands in this file, which people share and back up. */
function refuseUnfit(value: unknown, path: KeyPath, problems: FileProblems): void {
  if (typeof value === "string" && looksLikeSecret(value)) {
    problems.add(path, "looks like a secret: keys never stand here, name where it is to be had under [credentials]");
  } else if (Array.isArray(value)) {
    value.forEach((one, i) => refuseUnfit(one, [...path, i], problems));
  } else if (isTable(value)) {
    for (const [key, one] of Object.entries(value)) {
      // Schemas pass over it without a word.
      if (key === "__proto__") problems.add([...path, key], "is a name that nothing can have");
      refuseUnfit(one, [...path, key], problems);
    }
  }
}
