import { UserError } from "../base/mod.ts";
import { editConfig, type EditedConfig } from "./edit_config.ts";
import type { SaveProfileOptions } from "./save_profile.ts";

/**
 * Take a profile out of a configuration file, which keeps all else as it is. What names the profile elsewhere is not
 * changed.
 *
 * @throws {UserError} when the file has no such profile, or cannot be written.
 */
export async function deleteProfile(name: string, { path, model }: SaveProfileOptions): Promise<EditedConfig> {
  return await editConfig(path, (config) => {
    const profiles = model === undefined ? config.profiles : config.models?.[model]?.profiles;
    if (profiles === undefined || !Object.hasOwn(profiles, name)) {
      throw new UserError(`Cannot delete the profile as ${path} has none of the name: current value is "${name}"`, {
        exitCode: 2,
      });
    }
    return [{ path: model === undefined ? ["profiles", name] : ["models", model, "profiles", name] }];
  });
}
