import type { Capabilities, JsonObject, JsonValue, ModelRecord } from "../../spec/mod.ts";
import { fact } from "./_capabilities.ts";
import { asCount, asObject, asText, asTexts } from "./_fields.ts";

/**
 * A model of an Ollama server with what `/api/show` tells of it: its context, its abilities. Lenient and total.
 *
 * `contextTokens` is the most that the model can have. What it is run with is the server's setting, which cuts longer
 * prompts without a word; where the model file sets it, it stands in `extra.num_ctx`.
 *
 * @example The context stands under the name of the architecture
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readModelPage, readOllamaShow } from "@tapedeck/tapedeck";
 *
 * const facts = { provider: "ollama", fetchedAt: "2026-08-01T00:00:00Z" };
 * const { models } = readModelPage("ollama", { models: [{ name: "qwen3:8b" }] }, facts);
 * const show = {
 *   model_info: { "general.architecture": "qwen3", "qwen3.context_length": 40960 },
 *   capabilities: ["completion", "tools"],
 * };
 * const model = readOllamaShow(show, models[0]);
 * assertEquals([model.contextTokens, model.capabilities.tools], [40960, "yes"]);
 * ```
 */
export function readOllamaShow(show: JsonValue, model: ModelRecord): ModelRecord {
  const given = asObject(show) ?? {};
  const info = asObject(given.model_info) ?? {};
  const architecture = asText(info["general.architecture"]);
  const numCtx = /(?:^|\n)\s*num_ctx\s+(\d+)/.exec(asText(given.parameters) ?? "")?.[1];
  const abilities = asTexts(given.capabilities);
  return {
    ...model,
    kind: abilities?.includes("embedding") && !abilities.includes("completion") ? "embedding" : model.kind,
    contextTokens: asCount(architecture === null ? null : info[`${architecture}.context_length`]) ??
      model.contextTokens,
    capabilities: { ...model.capabilities, ...abilitiesOf(abilities) },
    extra: { ...model.extra, ...restOfShow(info, numCtx) },
  };
}

/** The list of abilities is whole; older servers have none. */
function abilitiesOf(abilities: readonly string[] | null): Partial<Capabilities> {
  if (abilities === null || abilities.length === 0) return {};
  return {
    tools: fact(abilities.includes("tools")),
    images: fact(abilities.includes("vision")),
    reasoning: fact(abilities.includes("thinking")),
    ...(abilities.includes("completion") ? { json: "yes", jsonSchema: "yes", seed: "yes", streaming: "yes" } : {}),
  };
}

function restOfShow(info: JsonObject, numCtx: string | undefined): JsonObject {
  const parameters = asCount(info["general.parameter_count"]);
  const tokens = asCount(numCtx);
  return {
    ...(parameters === null ? {} : { parameter_count: parameters }),
    ...(tokens === null ? {} : { num_ctx: tokens }),
  };
}
