import { parse, resolve } from "node:path";
import { UserError } from "../../base/mod.ts";
import { loadConfig, type PreferenceSource, showPath } from "../../config/mod.ts";
import type { Env } from "./_permitted_env.ts";
import type { RegistryOptions } from "./registry_options.ts";

/**
 * What the user prefers, of wherever the options say.
 * @throws {UserError} when a file cannot be read or is not valid.
 */
export async function preferenceSource(
  { config, cwd }: Pick<RegistryOptions, "config" | "cwd">,
  env: Env,
): Promise<PreferenceSource> {
  if (config === false) return { config: {}, files: [] };
  if (config === undefined) return await found(env, cwd);
  if (typeof config === "string") return await fileSource(config);
  if ("files" in config && "config" in config) return config as PreferenceSource;
  return { config, files: [{ config, where: showPath }] };
}

/** The user's own files, as far as they may be read: nobody is asked for it. */
async function found(env: Env, cwd: string | undefined): Promise<PreferenceSource> {
  if (Deno.permissions.querySync({ name: "read" }).state !== "granted") return { config: {}, files: [] };
  return await loadConfig({ cwd: cwd ?? Deno.cwd(), env });
}

/** One file alone, whatever others there are. */
async function fileSource(given: string): Promise<PreferenceSource> {
  const path = resolve(given);
  const loaded = await loadConfig({
    cwd: parse(path).root,
    env: (name) => name === "TAPEDECK_CONFIG" ? path : undefined,
  });
  const files = loaded.files.filter((file) => file.path === path);
  if (files.length > 0) return { config: files[0].config, files };
  throw new UserError(`Cannot read the configuration as there is no such file: current value is "${given}"`, {
    exitCode: 2,
  });
}
