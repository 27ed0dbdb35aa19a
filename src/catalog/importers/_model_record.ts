import type { Capabilities, ModelPageFacts, ModelRecord } from "../../spec/mod.ts";
import { UNKNOWN_CAPABILITIES } from "./_capabilities.ts";

/** What a reader must tell of a model; all else can be unknown. */
export type KnownFacts =
  & Pick<ModelRecord, "key" | "wireModel" | "kind">
  & Partial<Omit<ModelRecord, "provider" | "fetchedAt" | "tier" | "capabilities">>
  & { readonly capabilities?: Partial<Capabilities> };

/** A record out of what is known, with everything else unknown. */
export function modelRecord(known: KnownFacts, facts: ModelPageFacts): ModelRecord {
  return {
    name: known.key,
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
    price: null,
    extra: {},
    ...known,
    provider: facts.provider,
    capabilities: { ...UNKNOWN_CAPABILITIES, ...known.capabilities },
    fetchedAt: facts.fetchedAt,
    tier: "api",
  };
}
