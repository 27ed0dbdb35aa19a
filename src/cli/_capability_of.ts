import { CAPABILITY_WORDS, nearestName, UserError } from "../base/mod.ts";
import type { CapabilityName } from "../spec/mod.ts";

/** What others say for the same; `schema` is how tables have it. */
const SYNONYMS: { readonly [word: string]: CapabilityName } = {
  image: "images",
  vision: "images",
  schema: "jsonSchema",
  jsonschema: "jsonSchema",
  structured_outputs: "jsonSchema",
  thinking: "reasoning",
};

/** For the help: `tools, json, …` */
export const CAPABILITY_LIST: string = [...CAPABILITY_WORDS.keys()].join(", ");

/**
 * What is meant by a word: `vision` is `images`. `flag` is what the word was given with.
 *
 * @throws {UserError} with exit code 2 and the nearest word.
 */
export function capabilityOf(word: string, flag: string): CapabilityName {
  const plain = word.toLowerCase().replaceAll("-", "_");
  const all = new Map([...Object.entries(SYNONYMS), ...CAPABILITY_WORDS]);
  const found = all.get(plain);
  if (found !== undefined) return found;
  const nearest = nearestName(plain, all.keys());
  const hint = nearest === null ? "" : ` (did you mean "${nearest}"?)`;
  throw new UserError(
    `${flag} must be one of ${CAPABILITY_LIST}${hint}: current value is "${word}"`,
    { exitCode: 2 },
  );
}
