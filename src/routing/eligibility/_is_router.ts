import type { Endpoint } from "../../spec/mod.ts";

const ROUTER = "openrouter";

/** Whether the provider passes calls on to others and can be told to whom, whatever name it is set up under. */
export function isRouter({ provider, kind = provider }: Pick<Endpoint, "provider" | "kind">): boolean {
  return kind === ROUTER;
}
