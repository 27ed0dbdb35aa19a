import type { ConfigFile } from "./config_file.ts";
import type { KeyPath } from "./key_path.ts";

/** A name in a configuration, and what it can be the name of. */
export interface NameReference {
  readonly path: KeyPath;
  readonly name: string;
  readonly among: readonly string[];
  /** `a profile` */
  readonly what: string;
  /** Whether it can be a name of somebody else's, and is a mistake only where it looks like one of these. */
  readonly isOpen?: boolean;
}

/** Names of models and providers where they are used: in groups, aliases, defaults and what is said of models. */
export function nameReferences(config: ConfigFile, kinds: readonly string[]): NameReference[] {
  return [...usedModels(config).flatMap((used) => modelReferences(used, config, kinds)), ...serverReferences(config)];
}

interface UsedModel {
  readonly path: KeyPath;
  readonly name: string;
}

function usedModels({ defaults, aliases, groups = {}, models = {} }: ConfigFile): UsedModel[] {
  return [
    ...(defaults?.model === undefined ? [] : [{ path: ["defaults", "model"], name: defaults.model }]),
    ...Object.entries(aliases?.models ?? {}).map(([key, name]) => ({ path: ["aliases", "models", key], name })),
    ...Object.entries(groups).flatMap(([key, names]) => names.map((name, i) => ({ path: ["groups", key, i], name }))),
    ...Object.entries(models).flatMap(([key, { endpoints = [] }]) =>
      endpoints.map((name, i) => ({ path: ["models", key, "endpoints", i], name }))
    ),
  ];
}

function modelReferences({ path, name }: UsedModel, config: ConfigFile, kinds: readonly string[]): NameReference[] {
  const [model, provider] = partsOf(name);
  const shortNames = [...Object.keys(config.aliases?.models ?? {}), ...Object.keys(config.groups ?? {})];
  return [
    // Lists may have ids without an author.
    ...(/[/*?]/.test(model)
      ? []
      : [{ path, name: model, among: shortNames, what: "a model, an alias or a group", isOpen: true }]),
    // Who a plugin brings is known when it has run, which nobody asked for here.
    ...(provider === null || (config.plugins ?? []).length > 0
      ? []
      : [{ path, name: provider, among: [...kinds, ...ownProviders(config)], what: "a provider" }]),
  ];
}

/** A name before the `@`, and the provider behind it, without a tag. */
function partsOf(name: string): readonly [model: string, provider: string | null] {
  const at = name.indexOf("@");
  return at === -1 ? [name, null] : [name.slice(0, at), name.slice(at + 1).split("/")[0]];
}

/** Behind routers, anybody can serve a model. */
function serverReferences(config: ConfigFile): NameReference[] {
  const among = ownProviders(config);
  return Object.entries(config.models ?? {}).flatMap(([key, model]) =>
    (["allow", "ban"] as const).flatMap((list) =>
      (model[list] ?? []).map((name, i) => ({
        path: ["models", key, list, i],
        name,
        among,
        what: "a provider",
        isOpen: true,
      }))
    )
  );
}

function ownProviders({ providers = {}, aliases, endpoints = [] }: ConfigFile): string[] {
  return [
    ...Object.keys(providers),
    ...Object.keys(aliases?.providers ?? {}),
    ...endpoints.flatMap(({ key }) => partsOf(key)[1] ?? []),
  ];
}
