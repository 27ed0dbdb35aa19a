import { nearestName, UserError } from "../base/mod.ts";
import type { CapabilityName } from "../spec/mod.ts";

/** The words for what a model can do, as documents and the help have them. */
const NAMES: { readonly [word: string]: CapabilityName } = {
  tools: "tools",
  json: "json",
  json_schema: "jsonSchema",
  images: "images",
  files: "files",
  audio: "audio",
  reasoning: "reasoning",
  seed: "seed",
  logprobs: "logprobs",
  streaming: "streaming",
};

/** What others say for the same; `schema` is how tables have it. */
const SYNONYMS: { readonly [word: string]: CapabilityName } = {
  image: "images",
  vision: "images",
  schema: "jsonSchema",
  jsonschema: "jsonSchema",
  structured_outputs: "jsonSchema",
  thinking: "reasoning",
};

/** For the help. */
export const CAPABILITY_WORDS: readonly string[] = Object.keys(NAMES);

/** The word for an ability, as it is typed: `json_schema`. */
export function capabilityWord(name: CapabilityName): string {
  return CAPABILITY_WORDS.find((word) => NAMES[word] === name) ?? name;
}

/**
 * What is meant by a word: `vision` is `images`. `flag` is what the word was given with.
 *
 * @throws {UserError} with exit code 2 and the nearest word.
 */
export function capabilityOf(word: string, flag: string): CapabilityName {
  const plain = word.toLowerCase().replaceAll("-", "_");
  const all = new Map(Object.entries({ ...SYNONYMS, ...NAMES }));
  const found = all.get(plain);
  if (found !== undefined) return found;
  const nearest = nearestName(plain, all.keys());
  const hint = nearest === null ? "" : ` (did you mean "${nearest}"?)`;
  throw new UserError(
    `${flag} must be one of ${CAPABILITY_WORDS.join(", ")}${hint}: current value is "${word}"`,
    { exitCode: 2 },
  );
}
