import type { Capabilities, JsonObject, JsonValue, ModelPage, ModelPageFacts, ModelRecord } from "../../spec/mod.ts";
import { fact } from "./_capabilities.ts";
import { asCount, asDate, asObject, asText, restOf } from "./_fields.ts";
import { modelKey } from "./_model_key.ts";
import { modelRecord } from "./_model_record.ts";
import { readModelRows } from "./_model_rows.ts";
import { nextOfToken } from "./_next_page.ts";

const READ = ["type", "id", "display_name", "created_at", "max_input_tokens", "max_tokens"];

/**
 * Anthropic's list; since 2026 with limits and abilities. The newest of the dated ids of a model goes under the model's
 * plain key, as it does in the API, with the dated one as an alias; older ones keep their dates.
 */
export function anthropic(page: JsonValue, facts: ModelPageFacts): ModelPage {
  const envelope = asObject(page);
  const read = readModelRows(envelope?.data, {
    read: (row) => readRow(row, facts),
    next: envelope?.has_more === true ? nextOfToken("after_id", envelope.last_id) : null,
  });
  return { ...read, models: withPlainKeys(read.models) };
}

function readRow(row: JsonObject, facts: ModelPageFacts): ModelRecord | string {
  const id = asText(row.id);
  if (id === null) return "it has no id";
  const capabilities = asObject(row.capabilities);
  const images = capabilities === null ? null : fact(flagOf(capabilities, "image_input"));
  return modelRecord({
    key: modelKey("anthropic", id),
    wireModel: id,
    name: asText(row.display_name) ?? id,
    kind: "chat",
    createdOn: asDate(row.created_at),
    contextTokens: asCount(row.max_input_tokens),
    maxOutputTokens: asCount(row.max_tokens),
    inputModalities: images === null || images === "uncertain" ? null : images === "yes" ? ["text", "image"] : ["text"],
    outputModalities: ["text"],
    capabilities: { ...(capabilities === null ? {} : abilities(capabilities)), streaming: "yes" },
    extra: restOf(row, READ),
  }, facts);
}

function abilities(given: JsonObject): Partial<Capabilities> {
  const thinks = [flagOf(given, "thinking"), flagOf(given, "effort")];
  return {
    images: fact(flagOf(given, "image_input")),
    files: fact(flagOf(given, "pdf_input")),
    jsonSchema: fact(flagOf(given, "structured_outputs")),
    reasoning: fact(thinks.includes(true) ? true : thinks[0]),
  };
}

function flagOf(given: JsonObject, name: string): JsonValue | undefined {
  return asObject(given[name])?.supported;
}

function withPlainKeys(models: readonly ModelRecord[]): readonly ModelRecord[] {
  const taken = new Set(models.map(({ key }) => key));
  const newest = new Map<string, ModelRecord>();
  for (const model of models) {
    const plain = plainKey(model.key);
    const other = newest.get(plain);
    if (plain === model.key || taken.has(plain)) continue;
    if (other === undefined || model.key > other.key) newest.set(plain, model);
  }
  return models.map((model) => {
    const plain = plainKey(model.key);
    return newest.get(plain) === model ? { ...model, key: plain, aliases: [model.key] } : model;
  });
}

function plainKey(key: string): string {
  return key.replace(/-\d{8}$/, "");
}
