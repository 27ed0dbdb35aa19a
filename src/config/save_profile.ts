import type { ChatParameters, ModelKey } from "../spec/mod.ts";
import { editConfig, type EditedConfig } from "./edit_config.ts";
import { rawParameters } from "./raw_parameters.ts";

/** Options of {@linkcode saveProfile}. */
export interface SaveProfileOptions {
  /** The configuration file; one that is not there is made. */
  readonly path: string;
  /** The model that the profile is for; all unless given. */
  readonly model?: ModelKey;
}

/**
 * Keep parameters under a name in a configuration file. A profile of the name that is there is replaced; comments and
 * order of the rest of the file stay.
 *
 * @throws {UserError} when it is no name for a profile, a parameter cannot stand in a file, or the file cannot be written.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { saveProfile } from "@tapedeck/tapedeck";
 *
 * const path = await Deno.makeTempFile();
 * await Deno.writeTextFile(path, "version = 1\n");
 * await saveProfile("terse", { maxTokens: 50 }, { path });
 * assertEquals(await Deno.readTextFile(path), "version = 1\n\n[profiles.terse]\nmax_tokens = 50\n");
 * await Deno.remove(path);
 * ```
 */
export async function saveProfile(
  name: string,
  parameters: ChatParameters,
  { path, model }: SaveProfileOptions,
): Promise<EditedConfig> {
  const keys = model === undefined ? ["profiles", name] : ["models", model, "profiles", name];
  return await editConfig(path, [{ path: keys, value: rawParameters(parameters) }]);
}
