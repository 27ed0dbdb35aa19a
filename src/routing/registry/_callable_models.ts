import { UserError } from "../../base/mod.ts";
import type { AskOptions } from "../../catalog/mod.ts";
import type { ModelKey, ModelRecord } from "../../spec/mod.ts";
import type { CallableModel } from "./callable_model.ts";
import type { RegistryParts } from "./_registry_parts.ts";

type Parts = Pick<RegistryParts, "catalog" | "candidates" | "keys" | "names">;

/**
 * The chat models that can be called: those that lists have of providers whose key is at hand, and those that the user has
 * declared endpoints of. Where there are none, as in a replay without keys, those too for which only a key is missing.
 */
export async function callableModels(ask: AskOptions, parts: Parts): Promise<CallableModel[]> {
  const { catalog, candidates, keys } = parts;
  const { models } = await (await catalog()).models(ask);
  const chat = models.filter(({ kind, aliasOf }) => kind === "chat" && aliasOf === null);
  const ready = chat.filter(({ key, provider }) => {
    const instance = candidates.instanceOf({ key: `${key}@${provider}`, provider });
    return instance !== null && keys.isCallable(instance);
  });
  const own = await ownModels(parts);
  const listed = ready.length === 0 && own.length === 0 ? chat : ready;
  const dates = datesOf(chat);
  return [...new Set([...own, ...listed.map(({ key }) => key)])].sort()
    .map((model) => ({ id: model, model, pin: null, createdOn: dates.get(model) ?? null }));
}

/** What is meant by an id, an alias, a group of one or an endpoint's key; `null`: nothing that can be called. */
export async function callableModel(id: string, ask: AskOptions, parts: Parts): Promise<CallableModel | null> {
  const { names, candidates, catalog } = parts;
  try {
    const { model, pin } = await names.meant(id, ask);
    const found = pin === null ? await candidates.of(model, ask) : [await candidates.pinned(pin, ask)];
    if (found.every((one) => one === null)) return null;
    const { models } = await (await catalog()).models({ network: false });
    return { id, model, pin, createdOn: datesOf(models).get(model) ?? null };
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

async function ownModels({ candidates, keys }: Parts): Promise<ModelKey[]> {
  const known = await Promise.all(candidates.ownModels.map((model) => candidates.of(model, { network: false })));
  return candidates.ownModels.filter((_, i) => known[i].some(({ instance }) => keys.isCallable(instance)));
}

/** When models came out, as far as some list says so. */
function datesOf(models: readonly ModelRecord[]): ReadonlyMap<ModelKey, string> {
  return new Map(models.flatMap(({ key, createdOn }) => createdOn === null ? [] : [[key, createdOn] as const]));
}
