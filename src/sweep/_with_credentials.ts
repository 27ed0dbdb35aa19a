import { Secret, UserError } from "../base/mod.ts";
import { type CassetteMode, Redactor } from "../cassette/mod.ts";
import type { Credential, Endpoint } from "../spec/mod.ts";
import type { RunSetup } from "./run_summary.ts";
import type { PlanEndpoint, SweepPlan } from "./sweep_plan.ts";

/** Where credentials are looked up. */
export interface CredentialSources {
  readonly env: (name: string) => string | undefined;
  readonly mode: CassetteMode;
  readonly setup: RunSetup | undefined;
}

/**
 * The plan's endpoints by key; where calls may go live, with the credentials that the user has set up or the environment
 * holds. A replay needs none: of what the environment holds it only makes sure that no recording has it.
 *
 * @throws {UserError} when one is missing or could not be kept out of the recordings, or an endpoint is switched off.
 */
export async function withCredentials(plan: SweepPlan, sources: CredentialSources): Promise<Map<string, Endpoint>> {
  const endpoints = new Map<string, Endpoint>();
  for (const endpoint of plan.endpoints) {
    if (sources.mode !== "replay") sources.setup?.assertEnabled?.(endpoint);
    const credential = await credentialOf(endpoint, sources);
    if (credential !== null) assertCanBeKeptOut(endpoint, credential);
    endpoints.set(endpoint.key, credential === null ? endpoint : { ...endpoint, credential });
  }
  return endpoints;
}

async function credentialOf(
  endpoint: PlanEndpoint,
  { env, mode, setup }: CredentialSources,
): Promise<Credential | null> {
  const { key, apiKeyEnv } = endpoint;
  const given = mode === "replay" ? null : await setup?.credentialOf?.(endpoint) ?? null;
  if (given !== null) return given;
  if (apiKeyEnv === null) return null;
  const value = env(apiKeyEnv)?.trim();
  if (value && !/^[\x21-\x7e]+$/.test(value)) {
    throw new UserError(
      `Cannot call the endpoint "${key}" as the environment variable ${apiKeyEnv} has a character that no key has`,
    );
  }
  if (value) return new Secret(`env:${apiKeyEnv}`, value);
  if (mode === "replay") return null;
  throw new UserError(`Cannot call the endpoint "${key}" as the environment variable ${apiKeyEnv} is not set`, {
    exitCode: 2,
  });
}

function assertCanBeKeptOut({ key, wireModel }: PlanEndpoint, credential: Credential): void {
  if (!new Redactor([credential.reveal()]).finds(`${key} ${wireModel}`)) return;
  throw new UserError(
    `Cannot keep the credential of the endpoint "${key}" out of its recordings as the value of ${
      credential.name.replace(/^env:/, "")
    } is a part of its own name or model`,
  );
}
