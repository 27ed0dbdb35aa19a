import type { JsonObject } from "../spec/mod.ts";
import type { PlanAccess } from "../sweep/mod.ts";
import { snakeKeys } from "./_snake_keys.ts";

/** The limits and the credential of an endpoint, for programs; nothing where nobody has looked. */
export function accessDocument(access: PlanAccess | undefined): JsonObject {
  if (access === undefined) return {};
  const { limits, guessedLimits, credential } = access;
  return snakeKeys({ limits, guessedLimits, credential }) as JsonObject;
}

/** A line for each credential that a run that calls live would miss, with the endpoints that it is for. */
export function planAccessLines(access: readonly PlanAccess[]): string[] {
  const missing = new Map<string, { problem: string; endpoints: string[] }>();
  for (const { endpoint, credential } of access) {
    if (credential === null || credential.problem === null) continue;
    const known = missing.get(credential.name);
    if (known === undefined) missing.set(credential.name, { problem: credential.problem, endpoints: [endpoint] });
    else known.endpoints.push(endpoint);
  }
  if (missing.size === 0) return [];
  const lines = [...missing].map(([name, { problem, endpoints }]) => {
    const what = name.startsWith("env:") ? problem : `${name}: ${problem}`;
    return `credential: ${what} (for ${endpoints.join(", ")})\n`;
  });
  return ["\n", ...lines];
}
