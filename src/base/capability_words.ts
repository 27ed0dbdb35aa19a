import type { CapabilityName } from "../spec/mod.ts";

/** What a model can do, by the words that files, documents and the command line have for it. */
export const CAPABILITY_WORDS: ReadonlyMap<string, CapabilityName> = new Map<string, CapabilityName>([
  ["tools", "tools"],
  ["json", "json"],
  ["json_schema", "jsonSchema"],
  ["images", "images"],
  ["files", "files"],
  ["audio", "audio"],
  ["reasoning", "reasoning"],
  ["seed", "seed"],
  ["logprobs", "logprobs"],
  ["streaming", "streaming"],
]);
