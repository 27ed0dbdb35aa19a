import { isTable } from "../../base/mod.ts";
import type { InteractionDescription } from "../../cassette/mod.ts";
import { promptText } from "../frames/mod.ts";

/** Of a prompt, for people. */
const PROMPT_CHARS = 200;
/** APIs that compute and do not sample. */
const COMPUTED = /embed|rerank|moderation|token(?:ize|s\b)|count/i;

/** Whether nothing is drawn for the answer: it is no chat, or its temperature is 0, or its likeliest token is taken. */
export function isDeterministic({ record, segments }: InteractionDescription): boolean {
  const { method, url, body } = record.request;
  if (method === "GET" || COMPUTED.test(url.replace(/^\{[^}]*\}/, ""))) return true;
  if (segments === null || body === null || !("json" in body) || !isTable(body.json)) return false;
  const { json } = body;
  const places = [json, json.generationConfig, json.options, json.inferenceConfig];
  const has = (names: readonly string[], value: number) =>
    places.some((place) => isTable(place) && names.some((name) => place[name] === value));
  return has(["temperature"], 0) || has(["top_k", "topK"], 1);
}

/** The beginning of what the user said last. */
export function promptOf({ segments }: InteractionDescription): string {
  const text = promptText(segments ?? [])?.replaceAll(/\s+/g, " ").trim() ?? "";
  return text.length <= PROMPT_CHARS ? text : `${text.slice(0, PROMPT_CHARS - 1)}…`;
}
