import { z } from "zod";
import { isTable, nearestName } from "../base/mod.ts";
import {
  type FileProblems,
  type KeyPath,
  looksLikeSecret,
  mergeParameters,
  type ParameterTable,
  readParameters,
  readPrice,
  readSection,
} from "../config/mod.ts";
import type { Axis } from "./axis.ts";
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
  parameters: z.unknown().optional(),
});

interface Model {
  readonly wireModel: string | undefined;
  readonly parameters: ParameterTable;
}

/** `[parameters]`, `[models]` and `[[endpoints]]` as endpoints that a cell can name. */
export function readEndpoints(
  raw: { parameters: unknown; models: unknown; endpoints: unknown },
  { plugins, problems }: { plugins: Plugins; problems: FileProblems },
): PlanEndpoint[] {
  const common = readParameters(raw.parameters, ["parameters"], problems);
  const models = readModels(raw.models, problems);
  if (!Array.isArray(raw.endpoints) || raw.endpoints.length === 0) {
    problems.add(["endpoints"], "is missing: a plan needs at least one [[endpoints]]");
    return [];
  }
  const endpoints = raw.endpoints.flatMap((one, i) =>
    readEndpoint(one, { i, common, models, plugins, problems }) ?? []
  );
  refuseTwins(raw.endpoints, problems);
  refuseUnusedModels(models, raw.endpoints, problems);
  return endpoints;
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
    models.set(key, { wireModel: model?.wire_model, parameters });
  }
  return models;
}

function readEndpoint(
  raw: unknown,
  { i, common, models, plugins, problems }: {
    i: number;
    common: ParameterTable;
    models: ReadonlyMap<string, Model>;
    plugins: Plugins;
    problems: FileProblems;
  },
): PlanEndpoint | null {
  const path = ["endpoints", i];
  const endpoint = readSection(endpointSchema, raw, { path, problems });
  if (!isTable(raw)) return null;
  const price = readPrice(raw.price, [...path, "price"], problems);
  const parameters = readParameters(raw.parameters, [...path, "parameters"], problems);
  const apiKeyEnv = readEnvName(raw.api_key_env, [...path, "api_key_env"], problems);
  const baseUrl = readBaseUrl(raw.base_url, [...path, "base_url"], problems);
  const { model, provider } = KEY.exec(String(raw.key))?.groups ?? {};
  const wire = readWire(raw.wire, { provider, plugins, path: [...path, "wire"], problems });
  if (endpoint === null || baseUrl === null || wire === null) return null;
  const routing = readRouting(raw.routing, { path: [...path, "routing"], provider, problems });
  const facts = models.get(model);
  const place = placeOf({ key: endpoint.key, wire, baseUrl, plugins }, path, problems);
  if (place === null) return null;
  return {
    ...place,
    ...(routing === undefined ? {} : { routing }),
    wireModel: endpoint.wire_model ?? facts?.wireModel ?? place.wireModel,
    price,
    apiKeyEnv: apiKeyEnv === undefined ? place.apiKeyEnv : apiKeyEnv,
    parameters: mergeParameters([common, ...(facts === undefined ? [] : [facts.parameters]), parameters]),
  };
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

function refuseTwins(raw: readonly unknown[], problems: FileProblems): void {
  const seen = new Set<unknown>();
  raw.forEach((one, i) => {
    const key = isTable(one) ? one.key : undefined;
    if (key !== undefined && seen.has(key)) {
      problems.add(["endpoints", i, "key"], "must differ from the keys of the other endpoints", key);
    }
    seen.add(key);
  });
}

function refuseUnusedModels(models: ReadonlyMap<string, Model>, raw: readonly unknown[], problems: FileProblems): void {
  const used = raw.map((one) => isTable(one) ? String(one.key).split("@")[0] : "");
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
  raw: { parameters: unknown; models: unknown; endpoints: unknown },
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
