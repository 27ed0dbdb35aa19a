import { defaultTransportSettings } from "../../transport/mod.ts";
import type { EndpointKey, LimitSettings } from "../../spec/mod.ts";
import type { PlanEndpoint, SweepPlan } from "../sweep_plan.ts";
import type { RunSetup } from "../run_summary.ts";

/** The credential that an endpoint would be called with, without its value. */
export interface PlanCredential {
  /** `openai/work`, `env:OPENAI_API_KEY` */
  readonly name: string;
  /** Whether it is there; `null`: it takes a command to tell. */
  readonly isPresent: boolean | null;
  /** Why a run that calls live would be refused because of it; `null`: as far as is known it would not. */
  readonly problem: string | null;
}

/** How calls to an endpoint of a plan would be let through. */
export interface PlanAccess {
  /** `model@provider[/tag]` */
  readonly endpoint: EndpointKey;
  /** Those that are set, for all endpoints of the provider together. */
  readonly limits: LimitSettings;
  /** What its provider lets a new account do, as far as no limit is set; responses can tell better. */
  readonly guessedLimits: LimitSettings;
  /** `null`: it would be called without. */
  readonly credential: PlanCredential | null;
}

/** What {@linkcode planAccess} looks at. */
export interface PlanAccessOptions {
  /** What the user has set up of providers, as `openCallSetup` gives it; nothing unless given. */
  readonly setup?: RunSetup;
  /** Looks environment variables up; the process's own unless given. */
  readonly env?: (name: string) => string | undefined;
}

/**
 * Which limits would hold for a plan's endpoints and which credentials they would be called with, before a run begins:
 * nothing is called, no command is run, and no value of a credential is in the answer.
 *
 * @throws {UserError} when what is set up of a provider that the plan names is wrong.
 *
 * @example A key that is not there
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parsePlan, planAccess } from "@tapedeck/tapedeck";
 *
 * const plan = await parsePlan(
 *   `name = "small"
 *   [[endpoints]]
 *   key = "openai/gpt-4o-mini@openai"
 *   [prompts]
 *   items = [{ prompt = "Hello" }]`,
 *   { path: "small.toml" },
 * );
 * const [{ credential }] = await planAccess(plan, { env: () => undefined });
 * assertEquals([credential?.name, credential?.isPresent], ["env:OPENAI_API_KEY", false]);
 * ```
 */
export async function planAccess(
  { endpoints }: SweepPlan,
  { setup, env = (name) => Deno.env.get(name) }: PlanAccessOptions = {},
): Promise<PlanAccess[]> {
  const access: PlanAccess[] = [];
  for (const endpoint of endpoints) {
    const { limits, guessedLimits = {} } = setup?.transportOf(endpoint) ?? defaultTransportSettings;
    const guessed = Object.entries(guessedLimits).filter(([name]) => !Object.hasOwn(limits, name));
    access.push({
      endpoint: endpoint.key,
      limits,
      guessedLimits: Object.fromEntries(guessed),
      credential: await setup?.credentialUse?.(endpoint) ?? variableOf(endpoint, env),
    });
  }
  return access;
}

function variableOf({ apiKeyEnv }: PlanEndpoint, env: (name: string) => string | undefined): PlanCredential | null {
  if (apiKeyEnv === null) return null;
  const isPresent = Boolean(env(apiKeyEnv)?.trim());
  const problem = isPresent ? null : `the environment variable ${apiKeyEnv} is not set`;
  return { name: `env:${apiKeyEnv}`, isPresent, problem };
}
