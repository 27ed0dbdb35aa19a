import { basename, dirname, isAbsolute, join } from "node:path";
import { isTable } from "../base/mod.ts";
import type { JsonValue } from "../spec/mod.ts";
import type { ConfigFile } from "./config_file.ts";
import type { ConfigLayer } from "./config_layer.ts";
import { type ConfigPathOptions, configPaths, PROJECT_FILE } from "./config_paths.ts";
import { isTrustedFolder } from "./is_trusted_folder.ts";
import type { KeyPath } from "./key_path.ts";
import type { ConfigSource, LoadedConfig } from "./loaded_config.ts";
import { mergeConfig } from "./merge_config.ts";
import { parseConfig } from "./parse_config.ts";
import { readTomlFile, readTomlFileIfAny } from "./read_toml_file.ts";
import { tomlLines } from "./toml/mod.ts";
import type { UntrustedProject } from "./untrusted_project.ts";

/**
 * Reads what the user prefers: the project's `tapedeck.toml` over the user's own file (see {@linkcode configPaths}), merged
 * as {@linkcode mergeConfig} says. A file that is not there says nothing.
 *
 * @throws {UserError} with exit code 2 when a file cannot be read, or is not valid: everything that is wrong with it is in
 * the message.
 *
 * @example The model of the project goes before that of the user
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadConfig } from "@tapedeck/tapedeck";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/user.toml`, 'version = 1\n[defaults]\nmodel = "a/b"\nprofile = "precise"\n');
 * await Deno.writeTextFile(`${folder}/tapedeck.toml`, 'version = 1\n[defaults]\nmodel = "openai/gpt-4o"\n');
 * const env = (name: string) => name === "TAPEDECK_CONFIG" ? `${folder}/user.toml` : undefined;
 *
 * const { config, originOf } = await loadConfig({ cwd: folder, env });
 * assertEquals(config.defaults, { model: "openai/gpt-4o", profile: "precise" });
 * assertEquals(originOf(["defaults", "profile"])?.line, 4);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function loadConfig(options: ConfigPathOptions): Promise<LoadedConfig> {
  const paths = await configPaths(options);
  const layers = await Promise.all([readLayer("user", paths.user), readLayer("project", paths.project)]);
  const files = layers.filter((layer) => layer !== null);
  return merged(files, { paths, untrusted: await untrustedOf(layers, options) });
}

async function untrustedOf(
  [user, project]: readonly (ConfigLayer | null)[],
  { env }: ConfigPathOptions,
): Promise<UntrustedProject | null> {
  if (project === null) return null;
  const own = user?.config ?? {};
  const { path, config } = project;
  return await isTrustedFolder(dirname(path), { own, env }) ? null : { path, config, own };
}

function merged(
  files: readonly ConfigLayer[],
  { paths, untrusted }: Pick<LoadedConfig, "paths" | "untrusted">,
): LoadedConfig {
  const config = files.reduce<ConfigFile>((below, layer) => mergeConfig(below, layer.config), {});
  const sourcesOf = (path: KeyPath) => sources(path, { config, files });
  return { config, files, paths, untrusted, sourcesOf, originOf: (path) => sourcesOf(path)[0]?.origin ?? null };
}

/**
 * One configuration file alone, whatever others there are.
 * @throws {UserError} with exit code 2 when it is not there, cannot be read, or is not valid.
 */
export async function loadConfigFile(path: string): Promise<LoadedConfig> {
  const role = basename(path) === PROJECT_FILE ? "project" : "user";
  const layer = configLayer(await readTomlFile(path, "configuration"), { role, path });
  const paths = { user: null, project: null, [role]: path };
  return merged([layer], { paths, untrusted: null });
}

async function readLayer(role: ConfigLayer["role"], path: string | null): Promise<ConfigLayer | null> {
  const text = path === null ? null : await readTomlFileIfAny(path, "configuration");
  return text === null ? null : configLayer(text, { role, path: path! });
}

function configLayer(text: string, { role, path }: { role: ConfigLayer["role"]; path: string }): ConfigLayer {
  const config = parseConfig(text, { path });
  const lineOf = tomlLines(text);
  return {
    role,
    path,
    config: withAbsolutePaths(role === "project" ? withoutOwnMatters(config) : config, dirname(path)),
    lineOf,
    where: (at) => `${path}:${lineOf(at) ?? 1}`,
  };
}

/** What is the user's own to say: whom they trust, and whether the uses of their keys are kept. */
function withoutOwnMatters({ trust: _, ...config }: ConfigFile): ConfigFile {
  if (config.defaults === undefined) return config;
  const { credential_log: __, ...defaults } = config.defaults;
  // The order of the file stays.
  return { ...config, defaults };
}

/** Two letters at least, as `C:` is a drive. */
const URL_START = /^[a-z][a-z0-9+.-]+:/i;

/** Modules are named from the folder of the file that names them. */
function withAbsolutePaths(config: ConfigFile, folder: string): ConfigFile {
  const absolute = (one: string) => URL_START.test(one) || isAbsolute(one) ? one : join(folder, one);
  const { plugins, routing } = config;
  return {
    ...config,
    ...(plugins === undefined ? {} : { plugins: plugins.map(absolute) }),
    ...(routing?.policies === undefined ? {} : { routing: { ...routing, policies: routing.policies.map(absolute) } }),
  };
}

function sources(path: KeyPath, { config, files }: Pick<LoadedConfig, "config" | "files">): ConfigSource[] {
  return files.toReversed().flatMap((file) => {
    const own = pathIn(file.config, path, config);
    const value = own === null ? undefined : valueAt(file.config, own);
    if (value === undefined) return [];
    return [{ value: value as JsonValue, origin: { role: file.role, path: file.path, line: file.lineOf(own!) } }];
  });
}

/** Where a value of the merged configuration stands in one file; `null`: it does not. */
function pathIn(config: ConfigFile, path: KeyPath, merged: ConfigFile): KeyPath | null {
  if (path[0] === "endpoints" && path.length > 1) {
    const key = merged.endpoints?.[path[1] as number]?.key;
    const index = (config.endpoints ?? []).findIndex((one) => one.key === key);
    return index === -1 ? null : ["endpoints", index, ...path.slice(2)];
  }
  return path;
}

function valueAt(value: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>((at, part) => {
    if (Array.isArray(at)) return at[part as number];
    return isTable(at) && Object.hasOwn(at, part) ? at[part as string] : undefined;
  }, value);
}
