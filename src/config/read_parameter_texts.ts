import type { ChatParameters, JsonValue } from "../spec/mod.ts";
import { type Parameter, PARAMETERS } from "./parameters.ts";

/** Parameters that a person can type as one word or number each, in the order of their table. */
export const TYPED_PARAMETERS: readonly string[] = [...PARAMETERS].flatMap(([name, { numeric }]) =>
  numeric !== undefined || name === "reasoning_effort" ? [name] : []
);

/** What texts come to. */
export interface ReadParameterTexts {
  /** Of those that are right. */
  readonly parameters: ChatParameters;
  /** What is wrong with the others, by name, as the end of a sentence: "must be a number from 0 to 2". */
  readonly problems: { readonly [name: string]: string };
}

/**
 * Parameters as a person types them, by their names in files; an empty text sets nothing.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readParameterTexts } from "@tapedeck/tapedeck";
 *
 * const { parameters, problems } = readParameterTexts({ temperature: "0.2", top_p: "2", seed: "" });
 * assertEquals(parameters, { temperature: 0.2 });
 * assertEquals(problems, { top_p: "must be a number from 0 to 1" });
 * ```
 */
export function readParameterTexts(texts: { readonly [name: string]: string }): ReadParameterTexts {
  const parameters: { [field: string]: JsonValue } = {};
  const problems: { [name: string]: string } = {};
  for (const [name, text] of Object.entries(texts)) {
    if (text.trim() === "") continue;
    const parameter = PARAMETERS.get(name);
    if (parameter === undefined || !TYPED_PARAMETERS.includes(name)) {
      problems[name] = `must be one of ${TYPED_PARAMETERS.join(", ")}`;
      continue;
    }
    const value = valueOf(parameter, text.trim());
    if (value === null) problems[name] = `must be ${parameter.rule}`;
    else parameters[parameter.field] = value;
  }
  return { parameters: parameters as ChatParameters, problems };
}

function valueOf({ numeric, schema }: Parameter, text: string): JsonValue {
  const read = schema.safeParse(numeric === undefined ? text : Number(text));
  return read.success ? read.data : null;
}
