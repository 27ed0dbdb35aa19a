import type { ProviderAuth } from "../spec/mod.ts";

/** How most servers take a key. */
export const BEARER: ProviderAuth = { header: "authorization", prefix: "Bearer " };
