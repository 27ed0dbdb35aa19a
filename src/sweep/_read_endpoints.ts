import { z } from "zod";
import { isTable, nearestName, UserError } from "../base/mod.ts";
import {
  type FileProblems,
  type KeyPath,
  looksLikeSecret,
  type ParameterTable,
  type Preferences,
  readParameters,
  readPrice,
  readSection,
} from "../config/mod.ts";
import type { ChatParameters, Endpoint } from "../spec/mod.ts";
import type { Axis } from "./axis.ts";
import { type EndpointEntry, expandEndpoints, type PatternEntry } from "./_expand_endpoints.ts";
import type { PatternEndpoint, PlanPattern } from "./patterns/mod.ts";
import { placeOf } from "./_place_of.ts";
import type { Plugins } from "./_read_plugins.ts";
import { readRouting } from "./_read_routing.ts";
import { readWire } from "./_read_wire.ts";
import type { PlanEndpoint } from "./sweep_plan.ts";

const KEY = /^(?<model>[^\s/@:]+\/[^\s/@:]+(?::[^\s/@:]+)?)@(?<provider>[^\s/@:]+)(?:\/[^\s/@:]+)*$/;
const KEY_RULE = 'must be "author/slug[:variant]@provider[/tag]"';
const ENV_RULE = "must be the NAME of an environment variable, in capitals, and never the key itself";

const envName = z.string(ENV_RULE).refine(
  (name) => /^[A-Z_][A-Z0-9_]*$/.test(name) && !looksLikeSecret(name),
  ENV_RULE,
);

const endpointSchema = z.strictObject({
  key: z.string().regex(KEY, KEY_RULE),
  base_url: z.string().optional(),
  wire: z.unknown().optional(),
  wire_model: z.string().min(1).optional(),
  price: z.unknown().optional(),
  routing: z.unknown().optional(),
  api_key_env: z.unknown().optional(),
  parameters: z.unknown().optional(),
});

const modelSchema = z.strictObject({
  description: z.string().optional(),
  wire_model: z.string().min(1).optional(),
  profile: z.string().min(1).optional(),
  parameters: z.unknown().optional(),
});

interface Model {
  readonly wireModel: string | undefined;
  /** `undefined`: the plan names none for it. */
  readonly profile: string | undefined;
  readonly parameters: ParameterTable;
}

/** What is the same for all endpoints of a plan. */
interface Common {
  readonly profile: string | undefined;
  readonly parameters: ParameterTable;
  readonly models: ReadonlyMap<string, Model>;
  readonly plugins: Plugins;
  readonly preferences: Preferences;
  readonly problems: FileProblems;
}

/** The tables of a plan that say which endpoints it has. */
export interface EndpointTables {
  readonly profile?: unknown;
  readonly parameters: unknown;
  readonly models: unknown;
  readonly endpoints: unknown;
}

/** The endpoints of a plan, and what stands for others that the catalog must tell. */
export interface ReadEndpoints {
  readonly endpoints: readonly PlanEndpoint[];
  /** Absent: there are none. */
  readonly patterns?: readonly PlanPattern[];
}

/** `profile`, `[parameters]`, `[models]` and `[[endpoints]]` as endpoints that a cell can name. */
export function readEndpoints(
  raw: EndpointTables,
  { plugins, preferences, problems }: Pick<Common, "plugins" | "preferences" | "problems">,
): ReadEndpoints {
  const parameters = readParameters(raw.parameters, ["parameters"], problems);
  // A list of models is one of endpoints, under the name that people look for.
  const isList = Array.isArray(raw.models);
  const models = isList ? new Map<string, Model>() : readModels(raw.models, problems);
  const profile = typeof raw.profile === "string" ? raw.profile : undefined;
  const given = [
    ...(isList ? [{ list: raw.models as unknown[], at: ["models"] }] : []),
    ...(Array.isArray(raw.endpoints) ? [{ list: raw.endpoints as unknown[], at: ["endpoints"] }] : []),
  ];
  if (given.every(({ list }) => list.length === 0)) {
    problems.add(["endpoints"], "is missing: a plan needs at least one [[endpoints]]");
    return { endpoints: [] };
  }
  const entries = given.flatMap(({ list, at }) => expandEndpoints(list, { preferences, problems, at }));
  const common: Common = { profile, parameters, models, plugins, preferences, problems };
  const endpoints: PlanEndpoint[] = [];
  const patterns: PlanPattern[] = [];
  for (const entry of entries) {
    if ("pattern" in entry) patterns.push(planPattern(entry, { place: endpoints.length, common }));
    else endpoints.push(...[readEndpoint(entry, common) ?? []].flat());
  }
  const named = entries.filter((entry): entry is EndpointEntry => !("pattern" in entry));
  refuseTwins(named, problems);
  if (patterns.length === 0) refuseUnusedModels(models, named, problems);
  return patterns.length === 0 ? { endpoints } : { endpoints, patterns };
}

function planPattern(
  { pattern, raw, path }: PatternEntry,
  { place, common }: { readonly place: number; readonly common: Common },
): PlanPattern {
  const entryOf = ({ key, wireModel }: PatternEndpoint): EndpointEntry => ({
    raw: { ...raw, key },
    path,
    written: null,
    ...(wireModel === null ? {} : { listedWireModel: wireModel }),
  });
  // What is wrong with the settings is wrong for any endpoint, and need not wait until one is known.
  readSection(endpointSchema, { ...raw, key: "any/model@any" }, { path, problems: common.problems });
  return {
    ...pattern,
    place,
    make(found) {
      const problems = common.problems.anew();
      const endpoints = found.flatMap((one) => readEndpoint(entryOf(one), { ...common, problems }) ?? []);
      problems.throwIfAny();
      return endpoints;
    },
  };
}

function readModels(raw: unknown, problems: FileProblems): Map<string, Model> {
  const models = new Map<string, Model>();
  if (raw === undefined) return models;
  if (!isTable(raw)) problems.add(["models"], 'must have tables such as [models."author/slug"]', raw);
  for (const [key, one] of Object.entries(isTable(raw) ? raw : {})) {
    const model = readSection(modelSchema, one, { path: ["models", key], problems });
    const parameters = readParameters(
      isTable(one) ? one.parameters : undefined,
      ["models", key, "parameters"],
      problems,
    );
    models.set(key, { wireModel: model?.wire_model, profile: model?.profile, parameters });
  }
  return models;
}

function readEndpoint({ raw, path, written, listedWireModel }: EndpointEntry, common: Common): PlanEndpoint | null {
  const { models, plugins, preferences, problems } = common;
  if (written !== null && isTable(raw) && !KEY.test(String(raw.key))) {
    const rule = `stands for "${raw.key}" by an alias or a group of the configuration, which ${KEY_RULE}`;
    problems.add([...path, "key"], rule, written);
    return null;
  }
  const endpoint = readSection(endpointSchema, raw, { path, problems });
  if (!isTable(raw)) return null;
  const price = readPrice(raw.price, [...path, "price"], problems);
  const parameters = readParameters(raw.parameters, [...path, "parameters"], problems);
  const apiKeyEnv = readEnvName(raw.api_key_env, [...path, "api_key_env"], problems);
  const baseUrl = readBaseUrl(raw.base_url, [...path, "base_url"], problems);
  const { model, provider } = KEY.exec(String(raw.key))?.groups ?? {};
  const kind = provider === undefined ? undefined : preferences.providerKind(provider);
  const wire = readWire(raw.wire, { provider: kind, plugins, path: [...path, "wire"], problems });
  if (endpoint === null || baseUrl === null || wire === null) return null;
  const routing = readRouting(raw.routing, { path: [...path, "routing"], provider: kind!, problems });
  const facts = models.get(model);
  const place = placeOf({ key: endpoint.key, written, wire, baseUrl, plugins, preferences }, path, problems);
  if (place === null) return null;
  return {
    ...place,
    ...(routing === undefined ? {} : { routing }),
    wireModel: endpoint.wire_model ?? facts?.wireModel ?? listedWireModel ?? place.wireModel,
    price,
    apiKeyEnv: apiKeyEnv === undefined ? place.apiKeyEnv : apiKeyEnv,
    parameters: resolved(parameters, { place, facts, path, common }),
  };
}

/** The parameters of an endpoint, over what the configuration and its profile say. */
function resolved(
  own: ParameterTable,
  { place, facts, path, common }: {
    readonly place: Endpoint;
    readonly facts: Model | undefined;
    readonly path: KeyPath;
    readonly common: Common;
  },
): ChatParameters {
  const { model, provider, kind } = place;
  const profile = facts?.profile ?? common.profile;
  const tables = [common.parameters, ...(facts === undefined ? [] : [facts.parameters]), own];
  try {
    return common.preferences.parameters({
      model,
      provider,
      ...(kind === undefined ? {} : { kind }),
      ...(profile === undefined ? {} : { profile }),
      plan: tables.map((table) => ({ table, where: () => "the plan" })),
    }).parameters;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const at = facts?.profile !== undefined ? ["models", model, "profile"] : profile === undefined ? path : ["profile"];
    common.problems.add(at, `cannot be used: ${error.message}`);
    return {};
  }
}

/** `undefined`: the plan names none. */
function readEnvName(raw: unknown, path: KeyPath, problems: FileProblems): string | null | undefined {
  if (raw === undefined) return undefined;
  const result = envName.safeParse(raw);
  // The value is never shown: it is probably a key.
  if (!result.success) problems.add(path, ENV_RULE);
  return result.success ? result.data : null;
}

/** `undefined`: the plan gives none. `null`: it is wrong. */
function readBaseUrl(raw: unknown, path: KeyPath, problems: FileProblems): string | null | undefined {
  if (raw === undefined) return undefined;
  if (typeof raw !== "string") return null;
  const url = URL.parse(raw);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    problems.add(path, "must be a URL that starts with http:// or https://", raw);
  } else if (url.username + url.password + url.search + url.hash !== "") {
    // The value is not shown: such parts often carry a key.
    problems.add(path, "must have no user name, password, query or fragment: keys come by api_key_env");
  } else {
    return raw.replace(/\/+$/, "");
  }
  return null;
}

function refuseTwins(entries: readonly EndpointEntry[], problems: FileProblems): void {
  const seen = new Set<unknown>();
  for (const { raw, path } of entries) {
    const key = isTable(raw) ? raw.key : undefined;
    if (key !== undefined && seen.has(key)) {
      problems.add([...path, "key"], "must differ from the keys of the other endpoints", key);
    }
    seen.add(key);
  }
}

function refuseUnusedModels(
  models: ReadonlyMap<string, Model>,
  entries: readonly EndpointEntry[],
  problems: FileProblems,
): void {
  const used = entries.map(({ raw }) => isTable(raw) ? String(raw.key).split("@")[0] : "");
  for (const key of models.keys()) {
    if (used.includes(key)) continue;
    const nearest = nearestName(key, used);
    problems.add(
      ["models", key],
      `is not the model of any endpoint${nearest === null ? "" : `: did you mean "${nearest}"?`}`,
    );
  }
}

/** An axis decides a parameter alone: it must not be fixed as well. */
export function refuseFixedAxes(
  axes: readonly Axis[],
  raw: EndpointTables,
  problems: FileProblems,
): void {
  const tables: [KeyPath, unknown][] = [[["parameters"], raw.parameters]];
  for (const [key, one] of Object.entries(isTable(raw.models) ? raw.models : {})) {
    tables.push([["models", key, "parameters"], isTable(one) ? one.parameters : undefined]);
  }
  (Array.isArray(raw.endpoints) ? raw.endpoints : []).forEach((one, i) => {
    tables.push([["endpoints", i, "parameters"], isTable(one) ? one.parameters : undefined]);
  });
  for (const [path, table] of tables) {
    for (const axis of axes) {
      const keys = axis.field === "extra" ? ["extra", axis.name] : [axis.name];
      const fixed = keys.reduce<unknown>(
        (at, key) => isTable(at) && Object.hasOwn(at, key) ? at[key] : undefined,
        table,
      );
      if (fixed !== undefined) {
        problems.add([...path, ...keys], "is an axis of the grid too: give it either there or here", fixed);
      }
    }
  }
}
