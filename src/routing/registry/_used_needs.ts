import type { Ledger, ModelKey, RouteNeeds } from "../../spec/mod.ts";
import { mergeNeeds } from "../eligibility/mod.ts";

/** Calls that long ago say little of what is needed today. */
const LAST_ROUTES = 1000;

/** What the last calls of a model have needed, as far as a ledger tells: what it can do, and room. */
export async function usedNeeds(model: ModelKey | null, ledger: Ledger | null): Promise<RouteNeeds> {
  let needs: RouteNeeds = {};
  if (model === null || ledger === null) return needs;
  for await (const { audit } of ledger.routes({ model, last: LAST_ROUTES })) {
    const { capabilities, parameters, contextTokens } = audit.needs;
    needs = mergeNeeds(needs, {
      ...(capabilities === undefined ? {} : { capabilities }),
      ...(parameters === undefined ? {} : { parameters }),
      ...(contextTokens === undefined ? {} : { contextTokens }),
    });
  }
  return needs;
}
