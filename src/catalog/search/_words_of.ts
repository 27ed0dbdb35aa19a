import type { CapabilityName, ModelRecord } from "../../spec/mod.ts";

/** Where a name goes from letters to a number: `gpt4o` is looked for as `gpt-4o` is. Versions (`v3`, `k2`) stay whole. */
const NUMBER = /(?<=[a-z]{2})(?=\d)/;

/** The words of a text, for the index and for a query alike. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().split(/[^\p{L}\p{N}]+/u).flatMap((word) => word.split(NUMBER)).filter((word) =>
    word !== ""
  );
}

/** What people call what a model can do. */
const CAPABILITY_WORDS: { readonly [name in CapabilityName]?: string } = {
  tools: "tools functions",
  json: "json",
  jsonSchema: "json schema structured",
  images: "images vision",
  files: "files pdf",
  audio: "audio",
  reasoning: "reasoning thinking",
};

/** What is said of a model beside its names: what it can do, what it makes, and whether it is free. */
export function traitsOf({ capabilities, kind, price }: ModelRecord): string {
  const words: string[] = [kind];
  for (const [name, text] of Object.entries(CAPABILITY_WORDS)) {
    if (capabilities[name as CapabilityName] === "yes") words.push(text);
  }
  if (price?.kind === "tokens" && Number(price.inputUsd) === 0 && Number(price.outputUsd) === 0) words.push("free");
  return words.join(" ");
}
