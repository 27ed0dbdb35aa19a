import { UserError } from "../base/mod.ts";
import { findProvider } from "../provider/mod.ts";

/** Whether a provider of the table sells what it serves. Whoever runs a server knows what is on it and what it costs. */
export function isSold(provider: string): boolean {
  try {
    return findProvider(provider).origin !== null;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
