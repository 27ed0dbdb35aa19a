import type { ChatParameters, ModelKey } from "../spec/mod.ts";
import type { Preferences } from "./preferences.ts";
import { PRESETS } from "./presets.ts";

/** A profile as it stands in a list. */
export interface ListedProfile {
  /** `precise` */
  readonly name: string;
  /** Whether it is used where none is named. */
  readonly isDefault: boolean;
  /** Whether it ships; a file can add to it. */
  readonly isPreset: boolean;
  /** What it sets. */
  readonly parameters: ChatParameters;
  /** Where its parameters come from: `tapedeck.toml:12`, `the preset precise`. */
  readonly where: readonly string[];
}

/**
 * All profiles and presets with what they set, by the alphabet. Where a model is named, those of the model too, and all as
 * the model has them.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { listProfiles, Preferences } from "@tapedeck/tapedeck";
 *
 * const profiles = listProfiles(Preferences.of({ profiles: { careful: { temperature: 0.1 } } }));
 * assertEquals(profiles.map(({ name }) => name), ["careful", "creative", "economical", "precise"]);
 * assertEquals(profiles[0].parameters, { temperature: 0.1 });
 * ```
 */
export function listProfiles(preferences: Preferences, model: ModelKey | null = null): ListedProfile[] {
  const used = model === null ? preferences.config.defaults?.profile ?? null : preferences.profileOf(model);
  return preferences.profileNames(model).map((name) => {
    const { parameters, origins } = preferences.profile(name, model);
    const where = [...new Set(origins.map((origin) => origin.where))];
    return { name, isDefault: name === used, isPreset: PRESETS.has(name), parameters, where };
  });
}
