import type { JsonObject, JsonValue, ModelPage, ModelPageFacts, ModelRecord } from "../../spec/mod.ts";
import { fact } from "./_capabilities.ts";
import { asArray, asCount, asDate, asObject, asText, asTexts, restOf } from "./_fields.ts";
import { kindOfId } from "./_kind_of_id.ts";
import { modelKey } from "./_model_key.ts";
import { modelRecord } from "./_model_record.ts";
import { readModelRows } from "./_model_rows.ts";

/** `created` is the time of the request. */
const READ = ["id", "object", "created", "owned_by", "name", "aliases", "max_context_length", "deprecation"];

/** Mistral's list, in which each alias has a row of its own: those go into the row of the model that they name. */
export function mistral(page: JsonValue, facts: ModelPageFacts): ModelPage {
  const rows = asObject(page)?.data;
  const folded = asArray(rows) === null ? rows : foldAliases(asArray(rows)!);
  return readModelRows(folded, { read: (row) => readRow(row, facts) });
}

/** One row for all rows of one `name`: the one that has it as its id, else the first, with all other ids as aliases. */
function foldAliases(rows: readonly JsonValue[]): JsonValue[] {
  const groups = new Map<string, JsonObject[]>();
  const others: JsonValue[] = [];
  for (const value of rows) {
    const row = asObject(value);
    const name = row === null ? null : asText(row.name) ?? asText(row.id);
    if (row === null || name === null || asText(row.id) === null) others.push(value);
    else groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  const folded = [...groups].map(([name, group]) => {
    const main = group.find(({ id }) => id === name) ?? group[0];
    const names = group.flatMap((row) => [row.id as string, ...(asTexts(row.aliases) ?? [])]);
    return { ...main, aliases: [...new Set(names)].filter((each) => each !== main.id) };
  });
  return [...folded, ...others];
}

function readRow(row: JsonObject, facts: ModelPageFacts): ModelRecord | string {
  const id = asText(row.id);
  if (id === null) return "it has no id";
  const capabilities = asObject(row.capabilities) ?? {};
  const expiresOn = asDate(row.deprecation);
  const kind = kindOf(id, capabilities);
  return modelRecord({
    key: modelKey("mistral", id),
    wireModel: id,
    name: asText(row.name) ?? id,
    kind,
    aliases: (asTexts(row.aliases) ?? []).map((alias) => modelKey("mistral", alias)),
    expiresOn,
    deprecated: expiresOn !== null && expiresOn <= facts.fetchedAt.slice(0, 10),
    replacedBy: asText(row.deprecation_replacement_model),
    contextTokens: asCount(row.max_context_length),
    capabilities: {
      tools: fact(capabilities.function_calling),
      images: fact(capabilities.vision),
      audio: fact(capabilities.audio),
      reasoning: fact(capabilities.reasoning),
      ...(kind === "chat" ? { streaming: "yes" } : {}),
    },
    extra: restOf(row, [...READ, "deprecation_replacement_model"]),
  }, facts);
}

function kindOf(id: string, capabilities: JsonObject): ModelRecord["kind"] {
  const hinted = kindOfId(id);
  if (hinted !== "chat" || capabilities.completion_chat === true) return hinted;
  if (capabilities.moderation === true) return "moderation";
  if (capabilities.audio_transcription === true) return "audio";
  return capabilities.completion_chat === false ? "other" : hinted;
}
