import { Secret, UserError } from "../base/mod.ts";
import { type CassetteMode, Redactor } from "../cassette/mod.ts";
import type { Endpoint } from "../spec/mod.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/**
 * The plan's endpoints by key; where calls may go live, with the credentials that the environment holds.
 * @throws {UserError} when one is missing or could not be kept out of the recordings.
 */
export function withCredentials(
  plan: SweepPlan,
  { env, mode }: { readonly env: (name: string) => string | undefined; readonly mode: CassetteMode },
): Map<string, Endpoint> {
  return new Map(plan.endpoints.map((endpoint) => {
    const { key, apiKeyEnv } = endpoint;
    if (apiKeyEnv === null) return [key, endpoint];
    const value = env(apiKeyEnv)?.trim();
    if (value && !/^[\x21-\x7e]+$/.test(value)) {
      throw new UserError(
        `Cannot call the endpoint "${key}" as the environment variable ${apiKeyEnv} has a character that no key has`,
      );
    }
    if (value && new Redactor([value]).finds(`${key} ${endpoint.wireModel}`)) {
      throw new UserError(
        `Cannot keep the credential of the endpoint "${key}" out of its recordings as the value of ${apiKeyEnv} is a part ` +
          "of its own name or model",
      );
    }
    if (value) return [key, { ...endpoint, credential: new Secret(`env:${apiKeyEnv}`, value) }];
    if (mode === "replay") return [key, endpoint];
    throw new UserError(`Cannot call the endpoint "${key}" as the environment variable ${apiKeyEnv} is not set`, {
      exitCode: 2,
    });
  }));
}
