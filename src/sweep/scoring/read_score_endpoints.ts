import { isTable } from "../../base/mod.ts";
import { FileProblems, type KeyPath, type Preferences, showPath } from "../../config/mod.ts";
import { type CallScorerEntry, callScorers, type ScoreConfig } from "../../scoring/mod.ts";
import type { JsonValue } from "../../spec/mod.ts";
import { type EndpointTables, readEndpoints } from "../_read_endpoints.ts";
import type { Plugins } from "../_read_plugins.ts";
import type { PlanEndpoint } from "../sweep_plan.ts";

/** Whom each scorer of a plan calls, by the scorer's name. */
export interface ScoreEndpoints {
  /** At least one; a judge with several is a panel. */
  readonly [scorer: string]: readonly PlanEndpoint[];
}

/** What the endpoints of scorers are read with. */
export interface ReadScoreEndpointsOptions {
  /** The plan's path. */
  readonly path: string;
  readonly plugins: Plugins;
  readonly preferences: Preferences;
  readonly problems: FileProblems;
}

/**
 * The endpoints of the scorers that make calls. One that is only named is that of `[[endpoints]]`, where it has one of this
 * key: the same server and price, without the parameters of its cells. What is wrong goes to `problems`.
 */
export function readScoreEndpoints(
  score: ScoreConfig,
  tables: EndpointTables,
  options: ReadScoreEndpointsOptions,
): ScoreEndpoints {
  return Object.fromEntries(callScorers(score).map((entry) => [entry.name, endpointsOf(entry, tables, options)]));
}

function endpointsOf(
  entry: CallScorerEntry,
  tables: EndpointTables,
  options: ReadScoreEndpointsOptions,
): PlanEndpoint[] {
  const at: KeyPath = ["score", entry.name];
  const given = entry.kind === "judge" && entry.config.endpoints !== undefined
    ? entry.config.endpoints.map((raw, i) => ({ raw, path: [...at, "endpoints", i] }))
    : [{ raw: entry.config.endpoint!, path: [...at, "endpoint"] }];
  const endpoints = given.flatMap((one) => endpointOf(one, { entry, tables, options }));
  const twins = new Set(endpoints.map(({ key }) => key)).size < endpoints.length;
  if (twins) options.problems.add([...at, "endpoints"], "must have each endpoint once");
  if (entry.kind !== "judge" && endpoints.length > 1) {
    options.problems.add([...at, "endpoint"], "must be one endpoint, and stands for several");
  }
  return endpoints;
}

function endpointOf(
  { raw, path }: { raw: JsonValue; path: KeyPath },
  { entry, tables, options }: { entry: CallScorerEntry; tables: EndpointTables; options: ReadScoreEndpointsOptions },
): PlanEndpoint[] {
  const { plugins, preferences, problems } = options;
  if (typeof raw !== "string" && !isTable(raw)) {
    problems.add(path, "must be the key of an endpoint, or a table as in [[endpoints]]", raw);
    return [];
  }
  const table = typeof raw === "string" ? named(raw, tables) : raw;
  const { parameters } = entry.config;
  const own = parameters === undefined
    ? table
    : { ...table, parameters: { ...tableOf(table.parameters), ...parameters } };
  const found = new FileProblems(options.path, (at) => problems.lineOf([...path, ...at.slice(2)]), "plan");
  const [key] = String(own.key).split("@");
  const model = isTable(tables.models) && isTable(tables.models[key]) ? tables.models[key] : undefined;
  const models = model?.wire_model === undefined ? undefined : { [key]: { wire_model: model.wire_model } };
  const { endpoints, patterns } = readEndpoints({ endpoints: [own], models, parameters: undefined }, {
    plugins,
    preferences,
    problems: found,
  });
  for (const { file, line, where, rule } of found.list()) {
    const place = where.replace(/^endpoints\[0\](?:\.key$)?/, showPath(path));
    problems.addAt({ file, line }, place, rule);
  }
  if (patterns !== undefined) problems.add(path, "must be the key of an endpoint, and no pattern", own.key);
  return [...endpoints];
}

/** The plan's own endpoint of a key, without its parameters. */
function named(key: string, { endpoints }: EndpointTables): { readonly [name: string]: unknown } {
  const tables = Array.isArray(endpoints) ? endpoints.filter(isTable) : [];
  const { parameters: _, ...table } = tables.find((one) => one.key === key) ?? { key };
  return table;
}

function tableOf(value: unknown): object {
  return isTable(value) ? value : {};
}
