import { UserError } from "../base/mod.ts";
import { findProvider } from "../provider/mod.ts";
import type { ProviderAdapter } from "../spec/mod.ts";

/** The provider of the table that goes by that name; `null`: there is none. */
export function tableRow(name: string): ProviderAdapter | null {
  try {
    return findProvider(name);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
