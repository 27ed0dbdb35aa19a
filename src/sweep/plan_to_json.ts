import { UserError } from "../base/mod.ts";
import type { JsonObject, JsonValue } from "../spec/mod.ts";
import { sampleChoices } from "./_lined_samples.ts";
import { planHash } from "./plan_hash.ts";
import { GIVEN_IN_CODE } from "./scoring/with_scorers.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/** Options of {@linkcode planToJson}. */
export interface PlanToJsonOptions {
  /** Leaves the samples out, which are written elsewhere by `sampleLines`; they stand within unless given. */
  readonly samplesApart?: boolean;
}

/** The version of the form; a reader refuses one that it does not know. */
export const PLAN_JSON_VERSION = 1;

/**
 * A plan as JSON, for a process on another machine to run its cells: `planFromJson` makes the very same cells of it. No
 * secret is in it: credentials are named, and looked up where the calls are made. Providers from outside are named by
 * their modules.
 *
 * @throws {UserError} when a part of the plan exists in this process alone, such as a provider that was given in code.
 *
 * @example There and back
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadPlan, planFromJson, planHash, planToJson } from "@tapedeck/tapedeck";
 *
 * const plan = await loadPlan("sweeps/quickstart.toml");
 * const text = JSON.stringify(planToJson(plan));
 * assertEquals(planHash(await planFromJson(JSON.parse(text))), planHash(plan));
 * ```
 */
export function planToJson(plan: SweepPlan, options: PlanToJsonOptions = {}): JsonObject {
  const { plugins, pluginModules = [], endpoints, samples: _, scorers: _s, ...rest } = plan;
  if (plugins.length !== pluginModules.length) {
    throw notForOthers(
      `a provider of it was given in code, and not by a module in "plugins"`,
      plugins.at(0)?.key ?? "",
    );
  }
  const inCode = plan.score.custom?.find(({ use }) => use === GIVEN_IN_CODE);
  if (inCode !== undefined) {
    throw notForOthers(`a scorer of it was given in code, and not by a module in "custom"`, inCode.name);
  }
  return {
    version: PLAN_JSON_VERSION,
    hash: planHash(plan),
    plugins: [...pluginModules],
    plan: asJson(
      { ...rest, endpoints: endpoints.map((endpoint) => ({ ...endpoint, credential: null })) },
      "plan",
    ) as JsonObject,
    ...(options.samplesApart ? {} : { samples: Array.from(sampleLines(plan), (line) => JSON.parse(line)) }),
  };
}

/**
 * The samples of a plan as lines of JSON, one for each, in order: what `linedSamples` makes a list of again. With axes of
 * templates a line has the sample in all of their combinations, the last axis going fastest.
 */
export function* sampleLines(plan: SweepPlan): Generator<string, void, void> {
  const choices = sampleChoices(plan);
  for (let index = 0; index < plan.samples.length; index++) {
    const renderings = choices.map((choice) => plan.samples.at(index, choice));
    yield JSON.stringify(asJson(renderings, `samples[${index}]`));
  }
}

/** The value as JSON has it, without members that are `undefined`. */
function asJson(value: unknown, path: string): JsonValue {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map((one, i) => asJson(one, `${path}[${i}]`));
  if (typeof value === "object" && isPlain(value)) {
    const members = Object.entries(value).filter(([, one]) => one !== undefined);
    return Object.fromEntries(members.map(([name, one]) => [name, asJson(one, `${path}.${name}`)]));
  }
  throw notForOthers("JSON cannot carry a part of it", path);
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function notForOthers(reason: string, value: string): UserError {
  return new UserError(`Cannot hand the plan to other machines as ${reason}: current value is "${value}"`, {
    exitCode: 2,
  });
}
