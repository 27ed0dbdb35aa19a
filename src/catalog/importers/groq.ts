import type { Capabilities, JsonObject, JsonValue, ModelPage, ModelPageFacts, ModelRecord } from "../../spec/mod.ts";
import { capabilitiesOfModalities, fact } from "./_capabilities.ts";
import { asCount, asDate, asObject, asText, asTexts, restOf } from "./_fields.ts";
import { kindOfId } from "./_kind_of_id.ts";
import { modelKey } from "./_model_key.ts";
import { modelRecord } from "./_model_record.ts";
import { readModelRows } from "./_model_rows.ts";

const READ = [
  "id",
  "object",
  "created",
  "owned_by",
  "active",
  "name",
  "context_window",
  "max_completion_tokens",
  "input_modalities",
  "output_modalities",
  "supported_features",
];

/** Groq's list; since 2026 with modalities and abilities. What it no longer serves counts as deprecated. */
export function groq(page: JsonValue, facts: ModelPageFacts): ModelPage {
  return readModelRows(asObject(page)?.data, { read: (row) => readRow(row, facts) });
}

function readRow(row: JsonObject, facts: ModelPageFacts): ModelRecord | string {
  const id = asText(row.id);
  if (id === null) return "it has no id";
  const output = asTexts(row.output_modalities);
  const input = asTexts(row.input_modalities);
  const kind = output !== null && !output.includes("text") ? "audio" : kindOfId(id);
  return modelRecord({
    key: modelKey("groq", id, asText(row.owned_by)),
    wireModel: id,
    name: asText(row.name) ?? id,
    kind,
    createdOn: asDate(row.created),
    deprecated: row.active === false,
    contextTokens: asCount(row.context_window),
    maxOutputTokens: asCount(row.max_completion_tokens),
    inputModalities: input,
    outputModalities: output,
    capabilities: {
      ...capabilitiesOfModalities(input),
      ...abilities(asTexts(row.supported_features)),
      ...(kind === "chat" ? { streaming: "yes" } : {}),
    },
    extra: restOf(row, READ),
  }, facts);
}

/** Where there is a list of features it is whole; where there is none, nothing is told. */
function abilities(features: readonly string[] | null): Partial<Capabilities> {
  if (features === null) return {};
  return {
    tools: fact(features.includes("tools")),
    json: fact(features.includes("json_mode")),
    jsonSchema: fact(features.includes("structured_outputs")),
    reasoning: fact(features.includes("reasoning")),
  };
}
