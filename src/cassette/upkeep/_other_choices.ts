import type { JsonObject, JsonValue } from "../../spec/mod.ts";
import { bodyContent } from "../body.ts";
import type { RecordedResponse } from "../interaction.ts";
import { bodyJson } from "./interaction_facts.ts";

/** What says nothing, or nothing that is not said elsewhere. */
const NO_TEXT = new Set(["id", "index", "logprobs", "object", "role", "type"]);
const FINISH = /^finish_?reason$/i;
const EVENT = /^data: ?(\{.*\})\r?$/gm;

/**
 * What the choices of an answer behind its first one say, by their index: a completion is read from the first. Those of a
 * stream are put together.
 */
export function otherChoices(response: RecordedResponse | undefined): { [index: string]: string } {
  const body = response?.body ?? null;
  const json = bodyJson(body);
  const said: { [index: string]: string } = {};
  for (const value of json === undefined ? eventsIn(bodyContent(body)) : [json]) {
    choicesOf(value).forEach((choice, place) => {
      const index = isObject(choice) && typeof choice.index === "number" ? choice.index : place;
      if (index > 0) said[index] = (said[index] ?? "") + textOf(choice);
    });
  }
  return said;
}

function eventsIn(content: string | Uint8Array): JsonValue[] {
  if (typeof content !== "string") return [];
  return [...content.matchAll(EVENT)].flatMap(([, data]) => {
    try {
      return [JSON.parse(data) as JsonValue];
    } catch {
      return [];
    }
  });
}

function choicesOf(value: JsonValue): readonly JsonValue[] {
  if (!isObject(value)) return [];
  const choices = value.choices ?? value.candidates;
  return Array.isArray(choices) ? choices : [];
}

/** All texts in a value. */
function textOf(value: JsonValue): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(textOf).join("");
  if (!isObject(value)) return "";
  const names = Object.keys(value).filter((name) => !NO_TEXT.has(name)).sort((a, b) =>
    Number(FINISH.test(a)) - Number(FINISH.test(b)) || (a < b ? -1 : 1)
  );
  return names.map((name) => {
    const text = textOf(value[name]);
    return text !== "" && FINISH.test(name) ? ` (${text})` : text;
  }).join("");
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
