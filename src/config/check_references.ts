import { nearestName, UserError } from "../base/mod.ts";
import type { ConfigFile } from "./config_file.ts";
import { expandModels } from "./expand_models.ts";
import type { FileProblem } from "./file_problems.ts";
import { type KeyPath, showPath } from "./key_path.ts";
import type { LoadedConfig } from "./loaded_config.ts";
import { type NameReference, nameReferences } from "./_name_references.ts";
import { PRESETS } from "./presets.ts";

/** What configurations can name that does not stand in them. */
export interface KnownNames {
  /** Rows of the provider table, under all their names. Plugins bring others. */
  readonly kinds: readonly string[];
  /** Wire formats. Plugins bring others. */
  readonly wires: readonly string[];
  /** Routing policies. Modules of one's own bring others. */
  readonly policies: readonly string[];
  /** Whether credentials may stand in a file that is not looked at; no unless given. */
  readonly anyCredential?: boolean;
}

/**
 * What configuration files name that is not there: profiles, credentials, providers and their kinds, wire formats,
 * policies; names that look like an alias, a group or a provider of one's own, and are none; and names that stand for
 * themselves. Each file can be valid by itself, and all of them together name nothing.
 */
export function checkReferences(
  { config, originOf }: Pick<LoadedConfig, "config" | "originOf">,
  known: KnownNames,
): readonly FileProblem[] {
  const problems: FileProblem[] = [];
  const add = (path: KeyPath, rule: string) => {
    const origin = originOf(path);
    problems.push({ file: origin?.path ?? "", line: origin?.line ?? null, where: showPath(path), rule });
  };
  for (const { path, name, among, what, isOpen = false } of references(config, known)) {
    if (among.includes(name)) continue;
    const nearest = nearestName(name, among);
    if (isOpen && (nearest === null || known.kinds.includes(name))) continue;
    const hint = nearest === null ? "" : ` (did you mean "${nearest}"?)`;
    add(path, `names ${what} that there is not${hint}: current value is "${name}"`);
  }
  for (const { path, reason } of loops(config)) add(path, reason);
  return problems;
}

function references(config: ConfigFile, known: KnownNames): NameReference[] {
  return [
    ...profileReferences(config),
    ...providerReferences(config, known),
    ...nameReferences(config, known.kinds),
    ...routingReferences(config, known),
  ];
}

function profileReferences({ defaults, profiles, models }: ConfigFile): NameReference[] {
  const common = [...PRESETS.keys(), ...Object.keys(profiles ?? {})];
  const ofModels = Object.values(models ?? {}).flatMap((model) => Object.keys(model.profiles ?? {}));
  const one = (path: KeyPath, name: string | undefined, among: readonly string[]): NameReference[] =>
    name === undefined ? [] : [{ path, name, among, what: "a profile" }];
  return [
    ...one(["defaults", "profile"], defaults?.profile, [...common, ...ofModels]),
    ...Object.entries(models ?? {}).flatMap(([key, model]) =>
      one(["models", key, "profile"], model.profile, [...common, ...Object.keys(model.profiles ?? {})])
    ),
  ];
}

function providerReferences(config: ConfigFile, { kinds, wires, anyCredential = false }: KnownNames): NameReference[] {
  const { providers = {}, endpoints = [], plugins = [], credentials = {} } = config;
  // What a plugin brings is known when it has run, which nobody asked for here.
  const isOpen = plugins.length > 0;
  const one = (path: KeyPath, name: string | undefined, [what, among]: [string, readonly string[]]): NameReference[] =>
    name === undefined ? [] : [{ path, name, among, what }];
  const sections = [
    ...Object.entries(providers).map(([name, section]) => ({ path: ["providers", name], section })),
    ...endpoints.map((section, i) => ({ path: ["endpoints", i], section })),
  ];
  return [
    ...sections.flatMap(({ path, section }) => [
      ...(anyCredential
        ? []
        : one([...path, "credential"], section.credential, ["a credential", Object.keys(credentials)])),
      ...(isOpen ? [] : one([...path, "wire"], section.wire, ["a wire format", wires])),
    ]),
    ...(isOpen
      ? []
      : Object.entries(providers).flatMap(([name, { kind }]) =>
        one(["providers", name, ...(kind === undefined ? [] : ["kind"])], kind ?? name, ["a kind of provider", kinds])
      )),
  ];
}

function routingReferences({ routing }: ConfigFile, { policies }: KnownNames): NameReference[] {
  if (routing?.policy === undefined || (routing.policies ?? []).length > 0) return [];
  return [{ path: ["routing", "policy"], name: routing.policy, among: policies, what: "a policy" }];
}

/** Aliases and groups that stand for themselves. */
function loops({ aliases = {}, groups = {} }: ConfigFile): { path: KeyPath; reason: string }[] {
  const names = { aliases: aliases.models ?? {}, groups, providers: aliases.providers ?? {}, known: [] };
  const paths = [
    ...Object.keys(names.aliases).map((name): [string, KeyPath] => [name, ["aliases", "models", name]]),
    ...Object.keys(groups).map((name): [string, KeyPath] => [name, ["groups", name]]),
  ];
  return paths.flatMap(([name, path]) => {
    try {
      expandModels([name], names);
      return [];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return [{
        path,
        reason: error.message.replace(/^Cannot tell what a name of models stands for as it/, "").trim(),
      }];
    }
  });
}
