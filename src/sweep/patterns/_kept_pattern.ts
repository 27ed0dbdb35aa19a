import type { JsonValue } from "../../spec/mod.ts";
import type { PatternEndpoint } from "./plan_pattern.ts";

/** Under which the tape keeps what patterns stand for. */
export const SCOPE = "endpoints";

/** What a tape keeps of a pattern; `null`: nothing. */
export function readKept(choice: JsonValue | undefined): readonly PatternEndpoint[] | null {
  return Array.isArray(choice) ? choice as unknown as readonly PatternEndpoint[] : null;
}
