import type { Preferences } from "../../config/mod.ts";
import { rawNames } from "./_raw_names.ts";

/** Whether the key of an endpoint stands for what the catalog says, by itself or by an alias or a group. */
export function isPattern(key: string, preferences: Preferences): boolean {
  return rawNames(key, preferences).some((name) => /[*?]/.test(name));
}
