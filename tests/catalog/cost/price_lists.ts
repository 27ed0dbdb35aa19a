import { readEndpointList, readModelPage } from "../../../src/catalog/mod.ts";
import type { EndpointRecord, JsonValue, ModelRecord } from "../../../src/spec/mod.ts";
import { gunzipped, type ReportedCall } from "./reported_calls.ts";

/** What was known of prices, and of when. */
export interface PriceLists {
  /** OpenRouter's lists of models, by date. */
  readonly models: readonly ModelList[];
  /** OpenRouter's endpoints, all of one day. */
  readonly endpoints: readonly EndpointRecord[];
}

interface ModelList {
  readonly date: string;
  readonly byKey: ReadonlyMap<string, ModelRecord>;
  readonly byAlias: ReadonlyMap<string, ModelRecord>;
}

/** A model as the list of one day has it. */
export interface DatedModel {
  readonly date: string;
  readonly record: ModelRecord;
}

/** Reads all lists with prices of models by their key. */
export async function priceLists(fixtures: string): Promise<PriceLists> {
  const models: ModelList[] = [];
  for await (const { name } of Deno.readDir(`${fixtures}/openrouter-models`)) {
    const [date] = name.split(".");
    const page = JSON.parse(await gunzipped(`${fixtures}/openrouter-models/${name}`));
    models.push(modelList("openrouter", page, date));
  }
  models.sort((a, b) => a.date < b.date ? -1 : 1);
  const endpoints: EndpointRecord[] = [];
  for await (const { name } of Deno.readDir(`${fixtures}/openrouter-endpoints`)) {
    if (!name.endsWith("_facts.json")) continue;
    const { as_of, endpoints: rows } = JSON.parse(await Deno.readTextFile(`${fixtures}/openrouter-endpoints/${name}`));
    const facts = { provider: "openrouter", fetchedAt: `${as_of}T00:00:00Z` };
    endpoints.push(...readEndpointList({ data: { endpoints: rows } }, facts).endpoints);
  }
  return { models, endpoints };
}

function modelList(provider: string, page: JsonValue, date: string): ModelList {
  const records = readModelPage(provider, page, { provider, fetchedAt: `${date}T00:00:00Z` }).models;
  const byAlias = new Map(records.flatMap((one) => one.aliases.map((alias) => [alias, one] as const)));
  return { date, byKey: new Map(records.map((one) => [one.key, one])), byAlias };
}

/** The author's part of a key, by host: those who serve their own models name them without it. */
const AUTHORS: { readonly [host: string]: string } = { "api.x.ai": "x-ai/", "api.perplexity.ai": "perplexity/" };

/** The keys under which the model of a call can stand in a list, the likeliest first. Nothing is shortened or guessed. */
export function keysOf({ host, requestedModel, model }: ReportedCall): string[] {
  const author = AUTHORS[host] ?? "";
  return [...new Set([model, requestedModel].map((name) => name.startsWith(author) ? name : author + name))];
}

/** The model of a call in the lists on both sides of it, the nearer first: in how it was asked for, and else by alias. */
export function modelsAround(call: ReportedCall, { models }: PriceLists): DatedModel[] {
  const found = models.flatMap(({ date, byKey, byAlias }) => {
    const [answered, requested] = [keysOf(call)[0], keysOf(call).at(-1)!];
    const record = byKey.get(answered) ?? byAlias.get(answered) ?? byKey.get(requested) ?? byAlias.get(requested);
    return record === undefined ? [] : [{ date, record }];
  });
  if (call.at === null) return found.slice(-1);
  const before = found.filter(({ date }) => date <= call.at!).slice(-1);
  const after = found.filter(({ date }) => date > call.at!).slice(0, 1);
  const distance = ({ date }: DatedModel) => Math.abs(Date.parse(date) - Date.parse(call.at!));
  return [...before, ...after].sort((a, b) => distance(a) - distance(b));
}

/** The endpoints of a call's model. */
export function endpointsOf(call: ReportedCall, lists: PriceLists): EndpointRecord[] {
  const keys = new Set([...keysOf(call), ...modelsAround(call, lists).map(({ record }) => record.key)]);
  return call.host === "openrouter.ai" ? lists.endpoints.filter(({ model }) => keys.has(model)) : [];
}
