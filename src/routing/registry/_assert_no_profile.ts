import type { ConfigFile } from "../../config/mod.ts";
import type { ModelKey } from "../../spec/mod.ts";
import { ProfileExistsError } from "./profile_exists_error.ts";

/** @throws {ProfileExistsError} when a configuration has a profile of the name, of the model where one is given. */
export function assertNoProfile(
  name: string,
  { config, model }: { readonly config: ConfigFile; readonly model: ModelKey | undefined },
): void {
  const profiles = model === undefined ? config.profiles : config.models?.[model]?.profiles;
  if (profiles !== undefined && Object.hasOwn(profiles, name)) throw new ProfileExistsError(name, model ?? null);
}
