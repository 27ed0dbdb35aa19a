import { printable } from "../../base/mod.ts";
import { type ChatAsked, readChatRequest } from "../../provider/openai_server/mod.ts";
import type { JsonValue } from "../../spec/mod.ts";
import type { Refusal } from "./_refusal.ts";

/** Deeper than any schema; what reads a body goes down into it, and has an end to its stack. */
const DEEPEST = 200;
/** The longest key of an endpoint that a list has is a third of it. */
const LONGEST_NAME = 300;
const SHOWN = 60;

/** What a request asks for, or why that is not known. */
export async function readAsked(request: Request): Promise<ChatAsked | Refusal> {
  const type = request.headers.get("content-type") ?? "";
  // A page of elsewhere can send any other type without asking first.
  if (!/^application\/(?:[\w.-]+\+)?json\b/i.test(type)) {
    const message = `Cannot read the request as it must be of the type application/json: current value is "${type}"`;
    return { status: 415, code: "unsupported_media_type", message };
  }
  let body: JsonValue;
  try {
    body = await request.json();
  } catch (error) {
    // Others than errors of JSON are told by whoever made them: a body that is too large, a client that has gone.
    if (!(error instanceof SyntaxError)) throw error;
    return { status: 400, code: "invalid_json", message: `Cannot read the body as it is no JSON: ${error.message}` };
  }
  if (isDeeper(body, DEEPEST)) {
    const message = `Cannot read the body as its values are nested more than ${DEEPEST} deep`;
    return { status: 400, code: "invalid_value", message };
  }
  const reading = readChatRequest(body);
  if (!reading.ok) return { status: 400, ...reading.problem };
  return unnamed(reading.asked.model) ?? reading.asked;
}

/** Why a model cannot be of a name: to look for the nearest ones of a text takes long, and to repeat it helps nobody. */
function unnamed(model: string | null): Refusal | null {
  if (model === null || model.length <= LONGEST_NAME) return null;
  const begin = printable(model.slice(0, SHOWN).toWellFormed());
  const message = `Cannot find the model as its name is longer than ${LONGEST_NAME} characters: current value begins ` +
    `with "${begin}"`;
  return { status: 404, code: "model_not_found", param: "model", message };
}

/** By levels, as to go down into it is what cannot be done. */
function isDeeper(value: JsonValue, most: number): boolean {
  let level: JsonValue[] = [value];
  for (let depth = 0; depth <= most && level.length > 0; depth++) {
    level = level.flatMap((one) => typeof one === "object" && one !== null ? Object.values(one) as JsonValue[] : []);
  }
  return level.length > 0;
}
