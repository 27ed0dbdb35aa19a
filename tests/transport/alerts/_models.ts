import type { ModelRecord } from "../../../src/spec/mod.ts";

const UNCERTAIN = {
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
} as const;

/** A model of a list of which nothing but its price is known. */
export function model(key: string, inputUsd: string | null, outputUsd = "0.000004"): ModelRecord {
  return {
    key,
    provider: "one",
    wireModel: key,
    name: key,
    kind: "chat",
    aliases: [],
    aliasOf: null,
    createdOn: null,
    expiresOn: null,
    deprecated: false,
    replacedBy: null,
    knowledgeCutoff: null,
    contextTokens: null,
    maxOutputTokens: null,
    inputModalities: null,
    outputModalities: null,
    parameters: null,
    capabilities: UNCERTAIN,
    price: inputUsd === null ? null : { kind: "tokens", inputUsd, outputUsd },
    extra: {},
    fetchedAt: "2026-11-21T12:00:00.000Z",
    tier: "api",
  };
}
