import { type Catalog, ListProblem } from "../catalog/mod.ts";
import type { ModelRecord, ProviderKey } from "../spec/mod.ts";

/** The chat model of a provider that a token costs least of, by what is known without a call; `null`: none is priced. */
export async function cheapestModel(catalog: Catalog, provider: ProviderKey): Promise<ModelRecord | null> {
  let cheapest: { readonly model: ModelRecord; readonly usd: number } | null = null;
  for (const model of await knownModels(catalog, provider)) {
    if (model.kind !== "chat" || model.deprecated || model.price?.kind !== "tokens") continue;
    const usd = Number(model.price.inputUsd) + Number(model.price.outputUsd);
    // What is free is limited most, and says the least.
    if (usd > 0 && (cheapest === null || usd < cheapest.usd)) cheapest = { model, usd };
  }
  return cheapest?.model ?? null;
}

async function knownModels(catalog: Catalog, provider: ProviderKey): Promise<readonly ModelRecord[]> {
  try {
    return (await catalog.models({ provider, network: false })).models;
  } catch (error) {
    if (error instanceof ListProblem) return [];
    throw error;
  }
}
