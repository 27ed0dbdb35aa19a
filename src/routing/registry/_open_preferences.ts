import { resolve } from "node:path";
import type { LoadedConfig } from "../../config/mod.ts";
import type { Env } from "./_permitted_env.ts";
import { PreferenceHolder } from "./_preference_holder.ts";
import { preferenceSource } from "./_preference_source.ts";
import type { RegistryOptions } from "./registry_options.ts";

/**
 * What the user prefers, of wherever the options say, and the file that changes of it are kept in.
 * @throws {UserError} when a file cannot be read or is not valid.
 */
export async function openPreferences(
  options: Pick<RegistryOptions, "config" | "cwd">,
  env: Env,
): Promise<PreferenceHolder> {
  const source = await preferenceSource(options, env);
  if (typeof options.config === "string") return new PreferenceHolder(source, resolve(options.config));
  return new PreferenceHolder(source, "paths" in source ? pathOf(source as LoadedConfig) : null);
}

/** What the project says goes before what the user does: where it has a file, changes have to stand there. */
function pathOf({ paths }: LoadedConfig): string | null {
  return paths.project ?? paths.user;
}
