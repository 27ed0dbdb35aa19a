import { z } from "zod";
import {
  bestRecord,
  type Catalog,
  type ListState,
  modelFacts,
  type ModelResolution,
  parseEndpointKey,
  priceOriginOf,
} from "../../catalog/mod.ts";
import { nearestName, UserError } from "../../base/mod.ts";
import type { EndpointRecord } from "../../spec/mod.ts";
import { askFlags, commandCatalog, interruptible } from "../_catalog_flags.ts";
import { fittedTable } from "../_fitted_table.ts";
import { formatCount } from "../_format.ts";
import { ENDPOINT_COLUMNS, endpointRow } from "../_model_cells.ts";
import { meantModel } from "../_meant_names.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { defineCommand } from "../command.ts";

/** Shows a model. */
export const modelInfo = defineCommand({
  name: "model info",
  summary: "Show what is known of a model: limits, abilities, price tiers, and who serves it",
  description:
    "Answers from what is known, without a call, unless --refresh is given. The facts of an endpoint are the truth; " +
    "those of the model are the best that any endpoint has. The key of an endpoint shows that one alone.",
  args: [{
    name: "ID",
    description: "The model: author/slug, another exact name of it, or an alias; or an endpoint's key",
  }],
  flags: z.strictObject(askFlags),
  examples: [
    { line: "tapedeck model info anthropic/claude-haiku-4.5", does: "As it is known" },
    { line: "tapedeck model info openai/gpt-4o --refresh", does: "As it is now" },
    { line: "tapedeck model info openai/gpt-4o@openrouter/azure", does: "One endpoint, by the key that plans have" },
  ],
  async run({ io }, { args: [name], flags: given }) {
    using catalog = await commandCatalog(io, given);
    const id = await meantModel(io, name, catalog);
    const { resolution, answer, place } = await interruptible(io, (signal) => asked(catalog, { id, signal }));
    const record = bestRecord(resolution.records);
    const origin = priceOriginOf(record);
    const facts = modelFacts(record);
    const width = Math.max(...facts.map(([name]) => name.length));
    const endpoints = [...placed(answer.endpoints, { place, id })].sort((a, b) => inputUsd(a) - inputUsd(b));
    const head = resolution.suffixes.length === 0
      ? resolution.key
      : `${resolution.key} (a request adds ${resolution.suffixes.map((suffix) => `:${suffix}`).join("")})`;
    const asOf = origin.asOf !== null && origin.asOf !== record.fetchedAt && record.price !== null
      ? [`The price is of ${origin.asOf.slice(0, 10)}, from another list.`]
      : [];
    return {
      text: [
        head,
        ...facts.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`),
        ...asOf,
        "",
        `${formatCount(endpoints.length, "endpoint")}${endpoints.length > 1 ? ", the cheapest first" : ""}`,
        fittedTable(ENDPOINT_COLUMNS, endpoints.map(endpointRow), io.stdout) +
        answer.lists.flatMap(reasonLine).join(""),
      ].join("\n"),
      document: snakeKeys({
        id,
        model: resolution.key,
        suffixes: resolution.suffixes,
        ...(resolution.kind === "migrated" ? { migration: resolution.migration } : {}),
        priceOrigin: origin,
        records: resolution.records,
        endpoints,
        lists: answer.lists,
      }),
    };
  },
});

/** What an id means: a model, or where no list has it as one, an endpoint of a model, by its `provider[/tag]`. */
async function asked(catalog: Catalog, { id, signal }: { readonly id: string; readonly signal: AbortSignal }) {
  let resolution = await catalog.model(id, { signal });
  const parts = resolution.kind === "gone" ? parseEndpointKey(id) : null;
  if (parts !== null) resolution = await catalog.model(parts.model, { signal });
  if (resolution.kind === "gone") throw new UserError(goneText(resolution));
  return {
    resolution,
    answer: await catalog.endpoints(resolution.key, { signal }),
    place: parts === null ? null : placeOf(parts),
  };
}

function placeOf({ provider, tag }: Pick<EndpointRecord, "provider" | "tag">): string {
  return tag === null ? provider : `${provider}/${tag}`;
}

/** The endpoints that were asked for: all of the model's, or one. */
function placed(
  endpoints: readonly EndpointRecord[],
  { place, id }: { readonly place: string | null; readonly id: string },
): readonly EndpointRecord[] {
  if (place === null) return endpoints;
  const found = endpoints.filter((one) => placeOf(one) === place);
  if (found.length > 0) return found;
  const nearest = nearestName(place, endpoints.map(placeOf));
  const hint = nearest === null ? "" : ` (did you mean "@${nearest}"?)`;
  throw new UserError(`Cannot show the endpoint as no list has it for this model${hint}: current value is "${id}"`);
}

/** What costs an unknown price comes last. */
function inputUsd({ price }: { readonly price: { readonly kind: string; readonly inputUsd?: string } | null }): number {
  return price?.inputUsd === undefined ? Infinity : Number(price.inputUsd);
}

function reasonLine({ provider, problem }: ListState): string[] {
  return problem === null || problem.code === "offline" || problem.code === "lists_none"
    ? []
    : [`${provider}: not newer as ${problem.reason}\n`];
}

function goneText({ id, replacement, suggestions }: ModelResolution & { kind: "gone" }): string {
  const near = suggestions.map((key) => `"${key}"`).join(", ");
  const hint = replacement !== null
    ? ` (${replacement.to} takes its place: ${replacement.reason})`
    : near === ""
    ? " (tapedeck model search finds by parts of names)"
    : ` (did you mean ${near}?)`;
  return `Cannot show the model as no list has it${hint}: current value is "${id}"`;
}
