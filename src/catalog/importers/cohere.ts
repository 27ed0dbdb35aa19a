import type { Capabilities, JsonObject, JsonValue, ModelPage, ModelPageFacts, ModelRecord } from "../../spec/mod.ts";
import { fact } from "./_capabilities.ts";
import { asCount, asObject, asText, asTexts, restOf } from "./_fields.ts";
import { modelKey } from "./_model_key.ts";
import { modelRecord } from "./_model_record.ts";
import { readModelRows } from "./_model_rows.ts";
import { nextOfToken } from "./_next_page.ts";

const READ = ["name", "endpoints", "context_length", "supports_vision", "features", "is_deprecated", "tokenizer_url"];

/** Cohere's list: contexts and abilities, 20 models a page. */
export function cohere(page: JsonValue, facts: ModelPageFacts): ModelPage {
  const envelope = asObject(page);
  return readModelRows(envelope?.models, {
    read: (row) => readRow(row, facts),
    next: nextOfToken("page_token", envelope?.next_page_token),
  });
}

function readRow(row: JsonObject, facts: ModelPageFacts): ModelRecord | string {
  const id = asText(row.name);
  if (id === null) return "it has no name";
  const kind = kindOf(asTexts(row.endpoints) ?? []);
  return modelRecord({
    key: modelKey("cohere", id),
    wireModel: id,
    name: id,
    kind,
    deprecated: row.is_deprecated === true,
    contextTokens: asCount(row.context_length),
    capabilities: {
      images: fact(row.supports_vision),
      ...abilities(asTexts(row.features)),
      ...(kind === "chat" ? { streaming: "yes" } : {}),
    },
    extra: restOf(row, READ),
  }, facts);
}

/** Where there is a list of features it is whole. */
function abilities(features: readonly string[] | null): Partial<Capabilities> {
  if (features === null) return {};
  return {
    tools: fact(features.includes("tools")),
    json: fact(features.includes("json_mode")),
    jsonSchema: fact(features.includes("json_schema")),
    logprobs: fact(features.includes("logprobs")),
    ...(features.includes("reasoning") ? { reasoning: "yes" } : {}),
  };
}

function kindOf(endpoints: readonly string[]): ModelRecord["kind"] {
  if (endpoints.includes("chat")) return "chat";
  if (endpoints.some((endpoint) => endpoint.startsWith("embed"))) return "embedding";
  return endpoints.includes("rerank") ? "rerank" : endpoints.includes("transcriptions") ? "audio" : "other";
}
