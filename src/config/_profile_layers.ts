import { nearestName, UserError } from "../base/mod.ts";
import type { ModelKey } from "../spec/mod.ts";
import type { ParameterLayer } from "./parameter_layer.ts";
import { fileLayers } from "./_file_layers.ts";
import { PRESETS } from "./presets.ts";
import type { PreferenceSource } from "./preference_source.ts";

/**
 * The layers of a profile: the preset of its name, what the files have under `[profiles]`, and what they have for the
 * model.
 *
 * @throws {UserError} when there is no profile of the name; the message has the nearest that there is.
 */
export function profileLayers(
  name: string,
  { source, model }: { readonly source: PreferenceSource; readonly model: ModelKey | null },
): ParameterLayer[] {
  const preset = PRESETS.get(name);
  const layers: ParameterLayer[] = [
    ...(preset === undefined ? [] : [{ from: "preset" as const, table: preset, where: () => `the preset ${name}` }]),
    ...fileLayers(source, { from: "profile", path: ["profiles", name] }),
    ...(model === null ? [] : fileLayers(source, { from: "profile", path: ["models", model, "profiles", name] })),
  ];
  if (layers.length > 0) return layers;
  const names = profileNames(source, model);
  const nearest = nearestName(name, names);
  const owners = modelsWith(name, source);
  const help = owners.length > 0
    ? ` (it is one of ${owners.join(", ")} alone)`
    : nearest === null
    ? ""
    : ` (did you mean "${nearest}"?)`;
  throw new UserError(
    `Cannot use the profile as there is none of the name${help}: ` +
      `current value is "${name}", and there are ${names.join(", ")}`,
    { exitCode: 2 },
  );
}

function modelsWith(profile: string, { config }: PreferenceSource): ModelKey[] {
  const models = Object.entries(config.models ?? {}) as [ModelKey, { readonly profiles?: object | undefined }][];
  return models.flatMap(([key, { profiles }]) => Object.hasOwn(profiles ?? {}, profile) ? [key] : []);
}

/** The profiles that there are, of a model too where one is named. */
export function profileNames({ config }: PreferenceSource, model: ModelKey | null): string[] {
  const own = model === null ? [] : Object.keys(config.models?.[model]?.profiles ?? {});
  return [...new Set([...PRESETS.keys(), ...Object.keys(config.profiles ?? {}), ...own])].sort();
}
