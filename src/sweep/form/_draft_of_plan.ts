import { resolve } from "node:path";
import { isTable } from "../../base/mod.ts";
import { parseToml, readTomlFile } from "../../config/mod.ts";
import type { JsonValue } from "../../spec/mod.ts";
import { SweepBuilder } from "../build/mod.ts";
import { type Draft, fileName, namesOf, settingsOf, tablesOf, varied, without } from "./_form_parts.ts";
import type { SweepForm } from "./sweep_form.ts";
import type { SweepFormPlanOptions } from "./sweep_form_plan.ts";

/** The tables of a plan's file. */
type Tables = { readonly [key: string]: unknown };

/** The plan's own prompts, scores and settings; endpoints and what varies are the form's where it says them. */
export async function draftOfPlan(form: SweepForm, options: SweepFormPlanOptions): Promise<Draft> {
  const path = resolve(options.cwd, form.text);
  const raw = parseToml(await readTomlFile(path, "plan"), path, "plan") as Tables;
  const varies = namesOf(form);
  const { models, ...kept } = withoutAxes(withoutFixed(raw, varies), form);
  const tables = {
    ...kept,
    ...endpointsOf(raw, { kept, models, endpoints: tablesOf(options), varies }),
    ...modelsOf(models, settingsOf(form, options)),
  };
  const builder = varied(new SweepBuilder(tables), form);
  const repeated = form.repeats === "" ? builder : builder.repeats(Number(form.repeats));
  return { builder: repeated, path: path.replace(/(\.toml)?$/, `.${fileName(repeated)}`) };
}

function withoutAxes(tables: Tables, { parameter, seeds }: SweepForm): Tables {
  const { grid, seeds: own, ...rest } = tables;
  return {
    ...rest,
    ...(parameter === "" && grid !== undefined ? { grid } : {}),
    ...(seeds === "" && own !== undefined ? { seeds: own } : {}),
  };
}

/** Those that are selected, with what the plan says of them; its own where none is. */
function endpointsOf(
  raw: Tables,
  { kept, models, endpoints, varies }: {
    readonly kept: Tables;
    readonly models: unknown;
    readonly endpoints: ReturnType<typeof tablesOf>;
    readonly varies: readonly string[];
  },
): Tables {
  if (endpoints.length === 0) return Array.isArray(models) ? { models } : { endpoints: kept.endpoints };
  const tables = Array.isArray(raw.endpoints) ? raw.endpoints.filter(isTable) : [];
  const known = new Map<string, unknown>(tables.map((table) => [String(table.key), table]));
  return { endpoints: endpoints.map((table) => withoutParameters(known.get(table.key) ?? table, varies)) };
}

/** A list under `models` is one of endpoints. */
function modelsOf(models: unknown, settings: ReturnType<typeof settingsOf>): Tables {
  if (Array.isArray(models)) return {};
  const tables: { [model: string]: unknown } = isTable(models) ? { ...models } : {};
  for (const [model, { parameters }] of Object.entries(settings)) {
    const own = isTable(tables[model]) ? tables[model] : {};
    tables[model] = { ...own, parameters: { ...tableOf(own.parameters), ...parameters } };
  }
  return Object.keys(tables).length === 0 ? {} : { models: tables };
}

/** A plan must not fix what its grid varies. */
function withoutFixed(raw: Tables, varies: readonly string[]): Tables {
  const { parameters, models, endpoints } = raw;
  const each = (table: object) =>
    Object.fromEntries(Object.entries(table).map(([key, one]) => [key, withoutParameters(one, varies)]));
  return {
    ...raw,
    ...(isTable(parameters) ? { parameters: without(parameters, varies) } : {}),
    ...(isTable(models) ? { models: each(models) } : {}),
    ...(Array.isArray(endpoints) ? { endpoints: endpoints.map((one) => withoutParameters(one, varies)) } : {}),
  };
}

function withoutParameters(table: unknown, varies: readonly string[]): unknown {
  if (!isTable(table) || !isTable(table.parameters)) return table;
  return { ...table, parameters: without(table.parameters, varies) };
}

function tableOf(value: unknown): { [name: string]: JsonValue } {
  return isTable(value) ? value as { [name: string]: JsonValue } : {};
}
