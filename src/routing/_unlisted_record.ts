import { readModelPage } from "../catalog/mod.ts";
import type { ModelRecord } from "../spec/mod.ts";

/** A model as a list would have it that tells its id alone, for its facts to be filled in; `null`: it is no id. */
export function unlistedRecord(id: string, provider: string): ModelRecord | null {
  const fetchedAt = new Date(0).toISOString();
  return readModelPage("openai", { data: [{ id }] }, { provider, fetchedAt }).models[0] ?? null;
}
