import type { JsonObject, JsonValue, ModelPage, ModelPageFacts, ModelRecord } from "../../spec/mod.ts";
import { fact } from "./_capabilities.ts";
import { asCount, asObject, asText, asTexts, restOf } from "./_fields.ts";
import { kindOfId } from "./_kind_of_id.ts";
import { modelKey } from "./_model_key.ts";
import { modelRecord } from "./_model_record.ts";
import { readModelRows } from "./_model_rows.ts";
import { nextOfToken } from "./_next_page.ts";

const READ = ["name", "displayName", "inputTokenLimit", "outputTokenLimit"];

/** Google's list: limits, and of the abilities only whether a model thinks. Names stand behind `models/`. */
export function gemini(page: JsonValue, facts: ModelPageFacts): ModelPage {
  const envelope = asObject(page);
  return readModelRows(envelope?.models, {
    read: (row) => readRow(row, facts),
    next: nextOfToken("pageToken", envelope?.nextPageToken),
  });
}

function readRow(row: JsonObject, facts: ModelPageFacts): ModelRecord | string {
  const id = asText(row.name)?.replace(/^models\//, "") ?? "";
  if (id === "") return "it has no name";
  const kind = kindOf(id, asTexts(row.supportedGenerationMethods) ?? []);
  return modelRecord({
    key: modelKey("gemini", id),
    wireModel: id,
    name: asText(row.displayName) ?? id,
    kind,
    contextTokens: asCount(row.inputTokenLimit),
    maxOutputTokens: asCount(row.outputTokenLimit),
    capabilities: {
      reasoning: fact(row.thinking),
      ...(kind === "chat" ? { streaming: "yes" } : {}),
    },
    extra: restOf(row, READ),
  }, facts);
}

function kindOf(id: string, methods: readonly string[]): ModelRecord["kind"] {
  if (methods.includes("generateContent")) return kindOfId(id);
  if (methods.some((method) => method.startsWith("embed"))) return "embedding";
  if (methods.includes("bidiGenerateContent")) return "audio";
  return methods.includes("predict") ? "image" : "other";
}
