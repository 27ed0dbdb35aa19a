import type { JsonValue } from "../spec/mod.ts";
import type { SampleChoice, SampleList } from "./sample_list.ts";
import type { PlanSample } from "./plan_sample.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/** Where the parsed lines of samples are. */
export interface SampleSource {
  /** How many there are. */
  readonly length: number;
  /** The line at a place from 0, parsed. */
  at(index: number): JsonValue;
}

/** All combinations of the plan's axes of templates, the last one going fastest; one empty choice without such axes. */
export function sampleChoices({ axes }: Pick<SweepPlan, "axes">): SampleChoice[] {
  let choices: SampleChoice[] = [{}];
  for (const name of ["system", "template"] as const) {
    const count = templateCount({ axes }, name);
    if (count === 0) continue;
    choices = choices.flatMap((choice) => Array.from({ length: count }, (_, at) => ({ ...choice, [name]: at })));
  }
  return choices;
}

/** The samples that were written as lines. */
export function linedSamples(source: SampleSource, plan: Pick<SweepPlan, "axes">): SampleList {
  const templates = templateCount(plan, "template");
  const at = (index: number, { system = 0, template = 0 }: SampleChoice = {}) => {
    if (index < 0 || index >= source.length) return undefined;
    const renderings = source.at(index) as unknown as readonly PlanSample[];
    return renderings[system * Math.max(1, templates) + template];
  };
  return {
    length: source.length,
    at,
    *[Symbol.iterator]() {
      for (let index = 0; index < source.length; index++) yield at(index)!;
    },
  };
}

/** How many texts an axis of templates has; 0: there is no such axis. */
function templateCount({ axes }: Pick<SweepPlan, "axes">, name: "system" | "template"): number {
  return axes.find(({ field }) => field as string === name)?.values.length ?? 0;
}
