import type { Capabilities, Fact } from "../../spec/mod.ts";

/** Of whom nothing is known. */
export const UNKNOWN_CAPABILITIES: Capabilities = {
  tools: "uncertain",
  json: "uncertain",
  jsonSchema: "uncertain",
  images: "uncertain",
  files: "uncertain",
  audio: "uncertain",
  reasoning: "uncertain",
  seed: "uncertain",
  logprobs: "uncertain",
  streaming: "uncertain",
};

/** What request fields tell: a list of fields is whole, so what is not in it cannot be done; an empty one tells nothing. */
export function capabilitiesOfParameters(parameters: readonly string[] | null): Partial<Capabilities> {
  if (parameters === null || parameters.length === 0) return {};
  const takes = (...names: readonly string[]): Fact => names.some((name) => parameters.includes(name)) ? "yes" : "no";
  return {
    tools: takes("tools"),
    json: takes("response_format"),
    jsonSchema: takes("structured_outputs"),
    reasoning: takes("reasoning", "reasoning_effort", "include_reasoning"),
    seed: takes("seed"),
    logprobs: takes("logprobs"),
  };
}

/** What a list of input modalities tells, which is whole too. */
export function capabilitiesOfModalities(input: readonly string[] | null): Partial<Capabilities> {
  if (input === null || input.length === 0) return {};
  return {
    images: fact(input.includes("image")),
    files: fact(input.includes("file")),
    audio: fact(input.includes("audio")),
  };
}

/** A fact out of a flag; a hint's absence is no fact. */
export function fact(flag: unknown): Fact {
  return typeof flag === "boolean" ? (flag ? "yes" : "no") : "uncertain";
}
