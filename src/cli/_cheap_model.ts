import { type Catalog, curatedModels, ListProblem } from "../catalog/mod.ts";
import type { ModelKey, ModelRecord, ProviderKey } from "../spec/mod.ts";

/** A model, and what its provider calls it where that does not follow from its key. */
export interface CheapModel {
  readonly model: ModelKey;
  readonly wireModel?: string;
}

/** Providers that serve their own models, where their keys name them otherwise. */
const AUTHORS: { readonly [provider: ProviderKey]: string } = { gemini: "google", mistral: "mistralai", xai: "x-ai" };

/**
 * The chat model of a provider that a token costs least of, by what is known without a call; where its list is not
 * known, a cheap one of its own that Tapedeck proposes. `null`: neither is known.
 */
export async function cheapModel(catalog: Catalog, provider: ProviderKey): Promise<CheapModel | null> {
  const listed = cheapest(await knownModels(catalog, provider));
  if (listed !== null) return { model: listed.key, wireModel: listed.wireModel };
  const author = `${AUTHORS[provider] ?? provider}/`;
  const own = curatedModels().find(({ key, role }) => role === "economical" && key.startsWith(author));
  return own === undefined ? null : { model: own.key };
}

function cheapest(models: readonly ModelRecord[]): ModelRecord | null {
  let best: { readonly model: ModelRecord; readonly usd: number } | null = null;
  for (const model of models) {
    // What is declared may be at a server of its own, and under a tag.
    if (model.tier === "config" || model.kind !== "chat" || model.deprecated || model.price?.kind !== "tokens") {
      continue;
    }
    const usd = Number(model.price.inputUsd) + Number(model.price.outputUsd);
    // What is free is limited most, and says the least.
    if (usd > 0 && (best === null || usd < best.usd)) best = { model, usd };
  }
  return best?.model ?? null;
}

async function knownModels(catalog: Catalog, provider: ProviderKey): Promise<readonly ModelRecord[]> {
  try {
    return (await catalog.models({ provider, network: false })).models;
  } catch (error) {
    if (error instanceof ListProblem) return [];
    throw error;
  }
}
