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

/**
 * Whether an endpoint is at the server of its provider, or of the kind that this is of: what is said of the seller's
 * prices and models is said of that server. Without an address it is.
 */
export function isSoldAt({ provider, kind = provider, baseUrl }: SoldEndpoint): boolean {
  if (!isSold(kind)) return false;
  return baseUrl === undefined || isAtOrigin(baseUrl, findProvider(kind).origin);
}

/** Whether an address leads to a provider's own server. */
export function isAtOrigin(baseUrl: string, origin: string | null): boolean {
  return origin !== null && URL.parse(baseUrl)?.origin === origin;
}
