import type { Capabilities, ModelPageFacts, ModelRecord } from "../../spec/mod.ts";
import { UNKNOWN_CAPABILITIES } from "./_capabilities.ts";
import { plainName } from "./_fields.ts";

/** What a reader must tell of a model; all else can be unknown. */
export type KnownFacts =
  & Pick<ModelRecord, "key" | "wireModel" | "kind">
  & Partial<Omit<ModelRecord, "provider" | "fetchedAt" | "tier" | "capabilities">>
  & { readonly capabilities?: Partial<Capabilities> };

/** A record out of what is known, with everything else unknown. */
export function modelRecord(known: KnownFacts, facts: ModelPageFacts): ModelRecord {
  return {
    key: known.key,
    provider: facts.provider,
    wireModel: known.wireModel,
    name: plainName(known.name ?? known.key),
    kind: known.kind,
    aliases: known.aliases ?? [],
    aliasOf: known.aliasOf ?? null,
    createdOn: known.createdOn ?? null,
    expiresOn: known.expiresOn ?? null,
    deprecated: known.deprecated ?? false,
    replacedBy: known.replacedBy ?? null,
    knowledgeCutoff: known.knowledgeCutoff ?? null,
    contextTokens: known.contextTokens ?? null,
    maxOutputTokens: known.maxOutputTokens ?? null,
    inputModalities: known.inputModalities ?? null,
    outputModalities: known.outputModalities ?? null,
    parameters: known.parameters ?? null,
    capabilities: { ...UNKNOWN_CAPABILITIES, ...known.capabilities },
    price: known.price ?? null,
    extra: known.extra ?? {},
    fetchedAt: facts.fetchedAt,
    tier: "api",
  };
}
