import type { CapabilityName, ModelRecord } from "../../spec/mod.ts";

/** `gpt4o` is looked for as `gpt-4o` is: letters before a number are a word. Versions (`v3`, `k2`) stay whole. */
const WORD = /[a-z]{2,}(?=\d)|[\p{L}\p{N}]+/gu;

/** The words of a text, for the index and for a query alike. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(WORD) ?? [];
}

/** What people call what a model can do. */
const CAPABILITY_WORDS: { readonly [name in CapabilityName]?: readonly string[] } = {
  tools: ["tools", "functions"],
  json: ["json"],
  jsonSchema: ["json", "schema", "structured"],
  images: ["images", "vision"],
  files: ["files", "pdf"],
  audio: ["audio"],
  reasoning: ["reasoning", "thinking"],
};

/** Words for what is known of a model beside its names: what it makes, what it can do, and whether it is free. */
export function traitsOf({ capabilities, kind, price }: ModelRecord): string[] {
  const words: string[] = [kind];
  for (const [name, said] of Object.entries(CAPABILITY_WORDS)) {
    if (capabilities[name as CapabilityName] === "yes") words.push(...said);
  }
  if (price?.kind === "tokens" && Number(price.inputUsd) === 0 && Number(price.outputUsd) === 0) words.push("free");
  return words;
}
