import { UserError } from "../base/mod.ts";
import { findProvider } from "../provider/mod.ts";
import type { Endpoint } from "../spec/mod.ts";

/** Whether a provider of the table sells what it serves. Whoever runs a server knows what is on it and what it costs. */
export function isSold(provider: string): boolean {
  try {
    return findProvider(provider).origin !== null;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** What of an endpoint says whether it is sold. */
export type SoldEndpoint = Pick<Endpoint, "provider" | "kind"> & Partial<Pick<Endpoint, "baseUrl">>;

/** Whether an endpoint is its provider's own. One that is set up under a name of its own sells at its kind's address. */
export function isSoldAt({ provider, kind = provider, baseUrl }: SoldEndpoint): boolean {
  if (!isSold(kind)) return false;
  return kind === provider || baseUrl === undefined || URL.parse(baseUrl)?.origin === findProvider(kind).origin;
}
