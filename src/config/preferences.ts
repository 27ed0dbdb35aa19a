import { UserError } from "../base/mod.ts";
import type { ChatParameters, ModelKey, ProviderAdapter, ProviderKey, TransportSettings } from "../spec/mod.ts";
import type { ConfigFile } from "./config_file.ts";
import { type ExpandedModels, expandModels } from "./expand_models.ts";
import { fileLayers } from "./_file_layers.ts";
import { type KeyPath, showPath } from "./key_path.ts";
import type { LoadedConfig } from "./loaded_config.ts";
import { type ModelPreferences, modelPreferences } from "./model_preferences.ts";
import type { ParameterLayer } from "./parameter_layer.ts";
import type { ParameterTable } from "./parameter_table.ts";
import type { PreferenceSource } from "./preference_source.ts";
import { profileLayers, profileNames } from "./_profile_layers.ts";
import { kindSection, providerKind, type ProviderSetup, providerSetup } from "./provider_setup.ts";
import { type ResolvedParameters, resolveParameters } from "./resolve_parameters.ts";
import type { UntrustedProject } from "./untrusted_project.ts";

/** What parameters are asked for. */
export interface ParametersFor {
  /** The model that is called. */
  readonly model: ModelKey;
  /** The provider, under the name that it is set up by; where it is not given, none's parameters count. */
  readonly provider?: ProviderKey;
  /** The row that the provider is of, where that is not told by its section: `openai`. */
  readonly kind?: ProviderKey;
  /** A profile or preset; `null`: none. The model's own unless given, else the default one. */
  readonly profile?: string | null;
  /** What a sweep plan says, the weakest table first, each with where it stands. */
  readonly plan?: readonly { readonly table: ParameterTable; readonly where: (name: string) => string }[];
  /** What the request itself says. */
  readonly request?: ChatParameters;
}

/** Parameters, where each of them comes from, and the profile that they were made with. */
export interface PreferredParameters extends ResolvedParameters {
  /** `null`: none. */
  readonly profile: string | null;
}

/**
 * What the user prefers, looked up: parameters with their origins, profiles, providers as they are set up, names of
 * models. It reads no file and asks nobody: a loaded configuration comes in.
 *
 * @example A profile over what is common to all models
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Preferences } from "@tapedeck/tapedeck";
 *
 * const preferences = Preferences.of({
 *   parameters: { max_tokens: 500, temperature: 0.7 },
 *   profiles: { exact: { temperature: 0 } },
 * });
 * const { parameters, origins } = preferences.parameters({ model: "openai/gpt-4o", profile: "exact" });
 * assertEquals(parameters, { maxTokens: 500, temperature: 0 });
 * assertEquals(origins[1].from, "profile");
 * assertEquals(origins[1].overridden[0].value, 0.7);
 * ```
 */
export class Preferences {
  readonly #source: PreferenceSource;

  /** `source` is what a loader gives; {@linkcode Preferences.of} takes a plain object. */
  constructor(source: PreferenceSource) {
    this.#source = source;
  }

  /** Preferences of a configuration in code, under the names of the file. */
  static of(config: ConfigFile): Preferences {
    return new Preferences({ config, files: [{ config, where: (path) => showPath(path) }] });
  }

  /**
   * Preferences of the project's file alone: a sweep is to come out the same on every machine, so what somebody prefers
   * at home has no part in it.
   */
  static ofProject({ files }: LoadedConfig): Preferences {
    const own = files.filter(({ role }) => role === "project");
    return new Preferences({ config: own[0]?.config ?? {}, files: own });
  }

  /** What the files say together. */
  get config(): ConfigFile {
    return this.#source.config;
  }

  /** The project's file, where the user has not allowed it to run code and to name servers; `null`: all may. */
  get untrusted(): UntrustedProject | null {
    return this.#source.untrusted ?? null;
  }

  /**
   * The parameters of a call, and which layer each comes from. The weakest first: `[parameters]`, those of the provider
   * (its kind's section below its own), those of the model, the profile (preset, `[profiles]`, the model's own), the
   * plan, the request. A table's `unset` takes away what weaker layers say.
   *
   * @throws {UserError} when there is no profile of the name.
   */
  parameters({ model, provider, kind, profile, plan = [], request }: ParametersFor): PreferredParameters {
    const source = this.#source;
    const name = profile === undefined ? this.profileOf(model) : profile;
    const layers: ParameterLayer[] = [
      ...fileLayers(source, { from: "global", path: ["parameters"] }),
      ...(provider === undefined ? [] : this.#providerLayers(provider, kind)),
      ...fileLayers(source, { from: "model", path: ["models", model, "parameters"] }),
      ...(name === null ? [] : profileLayers(name, { source, model })),
      ...plan.map((table) => ({ from: "plan" as const, ...table })),
      ...(request === undefined
        ? []
        : [{ from: "request" as const, table: { set: request, unset: [] }, where: () => "the request" }]),
    ];
    return { ...resolveParameters(layers), profile: name };
  }

  /** The profile of a model where none is named: its own, else the default one; `null`: there is none. */
  profileOf(model: ModelKey): string | null {
    return this.config.models?.[model]?.profile ?? this.config.defaults?.profile ?? null;
  }

  /** The names of all profiles and presets, those of a model too where one is given, by the alphabet. */
  profileNames(model: ModelKey | null = null): readonly string[] {
    return profileNames(this.#source, model);
  }

  /**
   * What a profile sets, and where.
   * @throws {UserError} when there is no profile of the name.
   */
  profile(name: string, model: ModelKey | null = null): ResolvedParameters {
    return resolveParameters(profileLayers(name, { source: this.#source, model }));
  }

  /** The names of the providers that have a section of their own, in the order of the files. */
  get providerNames(): readonly ProviderKey[] {
    return Object.keys(this.config.providers ?? {});
  }

  /** The name that a provider is set up by, of that name or an alias of it. */
  providerName(name: string): ProviderKey {
    const aliases = this.config.aliases?.providers ?? {};
    return Object.hasOwn(aliases, name) ? aliases[name] : name;
  }

  /** Of which kind a provider is: the row or plugin to look up for {@linkcode Preferences.provider}. */
  providerKind(name: ProviderKey): ProviderKey {
    return providerKind(name, this.config);
  }

  /** Where a value stands in the strongest file that has it, for people: `tapedeck.toml:12`; `null`: in none. */
  whereOf(path: KeyPath): string | null {
    const isThere = (config: ConfigFile) =>
      path.reduce<unknown>(
        (at, part) =>
          typeof at === "object" && at !== null && Object.hasOwn(at, part) ? at[part as keyof typeof at] : undefined,
        config,
      ) !== undefined;
    return this.#source.files.findLast(({ config }) => isThere(config))?.where(path) ?? null;
  }

  /** A provider as it is set up. `row` is the one of its kind, `defaults` are how calls travel where nobody says. */
  provider(
    name: ProviderKey,
    { row, defaults }: { readonly row: ProviderAdapter; readonly defaults: TransportSettings },
  ): ProviderSetup {
    return providerSetup(name, { config: this.config, row, defaults });
  }

  /** What the user has said of a model's endpoints. */
  model(model: ModelKey): ModelPreferences {
    return modelPreferences(model, this.config);
  }

  /**
   * What names of models stand for: ids, aliases, groups, patterns over the `known` models, endpoints. The default model
   * where there are no names.
   *
   * @throws {UserError} when an alias or a group stands for itself, or there is neither a name nor a default model.
   */
  models(names: readonly string[], known: readonly string[]): ExpandedModels {
    const { aliases, groups, defaults } = this.config;
    if (names.length === 0 && defaults?.model === undefined) {
      throw new UserError("Cannot tell which model is meant as none is named and there is no default one", {
        exitCode: 2,
      });
    }
    return expandModels(names.length === 0 ? [defaults!.model!] : names, {
      aliases: aliases?.models ?? {},
      groups: groups ?? {},
      providers: aliases?.providers ?? {},
      known,
    });
  }

  #providerLayers(provider: ProviderKey, given: ProviderKey | undefined): ParameterLayer[] {
    const kind = given ?? this.providerKind(provider);
    const isShared = kind !== provider && kindSection(kind, this.config) !== null;
    return [...(isShared ? [kind] : []), provider].flatMap((name) =>
      fileLayers(this.#source, { from: "provider", path: ["providers", name, "parameters"] })
    );
  }
}
