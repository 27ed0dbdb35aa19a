import type { Capabilities, JsonObject, JsonValue, ModelPage, ModelPageFacts, ModelRecord } from "../../spec/mod.ts";
import { capabilitiesOfModalities, capabilitiesOfParameters } from "./_capabilities.ts";
import { asCount, asDate, asObject, asText, asTexts, restOf } from "./_fields.ts";
import { modelRecord } from "./_model_record.ts";
import { readModelRows } from "./_model_rows.ts";
import { nextOfLink } from "./_next_page.ts";
import { routerPrice, unreadPricing } from "./_router_price.ts";

const READ = [
  "id",
  "name",
  "created",
  "description",
  "context_length",
  "supported_parameters",
  "knowledge_cutoff",
  "expiration_date",
  "alias_target",
  "links",
  "architecture",
  "pricing",
];

/** OpenRouter's list. Ids are keys already; a model's limits and parameters are those of its best endpoint. */
export function openrouter(page: JsonValue, facts: ModelPageFacts): ModelPage {
  const envelope = asObject(page);
  return readModelRows(envelope?.data, {
    read: (row) => readRow(row, facts),
    next: nextOfLink(asObject(envelope?.links)?.next),
  });
}

function readRow(row: JsonObject, facts: ModelPageFacts): ModelRecord | string {
  const id = asText(row.id);
  if (id === null) return "it has no id";
  const architecture = asObject(row.architecture) ?? {};
  const inputModalities = asTexts(architecture.input_modalities) ?? modalitiesOf(architecture.modality, 0);
  const outputModalities = asTexts(architecture.output_modalities) ?? modalitiesOf(architecture.modality, 1);
  const parameters = asTexts(row.supported_parameters);
  const expiresOn = asDate(row.expiration_date);
  return modelRecord({
    key: id,
    wireModel: id,
    name: asText(row.name) ?? id,
    kind: kindOf(outputModalities),
    aliases: aliasesOf(id, asText(row.canonical_slug)),
    aliasOf: asText(asObject(row.alias_target)?.slug),
    createdOn: asDate(row.created),
    expiresOn,
    deprecated: expiresOn !== null && expiresOn <= facts.fetchedAt.slice(0, 10),
    knowledgeCutoff: asDate(row.knowledge_cutoff),
    contextTokens: asCount(row.context_length),
    maxOutputTokens: asCount(asObject(row.top_provider)?.max_completion_tokens),
    inputModalities,
    outputModalities,
    parameters,
    capabilities: modelCapabilities(parameters, inputModalities),
    price: routerPrice(row.pricing, { id }),
    extra: extraOf(row, architecture),
  }, facts);
}

/** Everything that OpenRouter lists can be streamed. */
function modelCapabilities(
  parameters: readonly string[] | null,
  inputModalities: readonly string[] | null,
): Partial<Capabilities> {
  return {
    ...capabilitiesOfParameters(parameters),
    ...capabilitiesOfModalities(inputModalities),
    streaming: "yes",
  };
}

/** The dated name. A variant shares it with its base model and has another price, so it goes under its own. */
function aliasesOf(id: string, slug: string | null): string[] {
  if (slug === null) return [];
  const variant = /:[^:/]*$/.exec(id)?.[0] ?? "";
  const alias = slug.endsWith(variant) ? slug : slug + variant;
  return alias === id ? [] : [alias];
}

/** Older rows have only `text+image->text`. */
function modalitiesOf(modality: JsonValue | undefined, side: 0 | 1): readonly string[] | null {
  return asText(modality)?.split("->")[side]?.split("+").filter((name) => name !== "") ?? null;
}

function kindOf(output: readonly string[] | null): ModelRecord["kind"] {
  if (output === null || output.length === 0 || output.includes("text")) return "chat";
  if (output.includes("embeddings") || output.includes("embedding")) return "embedding";
  if (output.includes("image")) return "image";
  if (output.includes("audio")) return "audio";
  return output.includes("rerank") ? "rerank" : "other";
}

/** What is left of a row, and of its prices what has no place in a record's. */
function extraOf(row: JsonObject, architecture: JsonObject): JsonObject {
  const pricing = unreadPricing(row.pricing);
  return {
    ...restOf(row, READ),
    ...restOf(architecture, ["input_modalities", "output_modalities", "modality"]),
    ...(Object.keys(pricing).length === 0 ? {} : { pricing }),
  };
}
