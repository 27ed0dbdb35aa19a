import { PARAMETERS } from "./parameters.ts";

/** Where a parameter stands in a request: `top_p` at `["topP"]`, `extra.a.b` at `["extra", "a", "b"]`. */
export function parameterPath(name: string): readonly string[] {
  return PARAMETERS.has(name) ? [PARAMETERS.get(name)!.field] : name.split(".");
}
