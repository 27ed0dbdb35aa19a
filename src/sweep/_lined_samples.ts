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

/** The axes whose texts samples are rendered with. */
type TemplateAxis = "system" | "template";
const TEMPLATE_AXES: readonly TemplateAxis[] = ["system", "template"];

/** What decides the renderings of a sample. */
type RenderedPlan = Pick<SweepPlan, "axes" | "rules">;

/** All combinations of the plan's axes of templates, the last one going fastest; one empty choice without such axes. */
export function sampleChoices(plan: RenderedPlan): SampleChoice[] {
  let choices: SampleChoice[] = [{}];
  for (const name of TEMPLATE_AXES) {
    const places = placesOf(plan, name);
    if (places.length === 0) continue;
    choices = choices.flatMap((choice) => places.map((at) => at === null ? choice : { ...choice, [name]: at }));
  }
  return choices;
}

/** The samples that were written as lines. */
export function linedSamples(source: SampleSource, plan: RenderedPlan): SampleList {
  const [systems, templates] = TEMPLATE_AXES.map((name) => placesOf(plan, name));
  const slot = (places: readonly (number | null)[], at: number | null) => Math.max(0, places.indexOf(at));
  const at = (index: number, { system, template }: SampleChoice = {}) => {
    if (index < 0 || index >= source.length) return undefined;
    const renderings = source.at(index) as unknown as readonly PlanSample[];
    const row = slot(systems, system ?? null) * Math.max(1, templates.length);
    return renderings[row + slot(templates, template ?? null)];
  };
  const first = {
    ...(systems.length === 0 ? {} : { system: 0 }),
    ...(templates.length === 0 ? {} : { template: 0 }),
  };
  return {
    length: source.length,
    ...(systems.length + templates.length === 0 ? {} : { choices: sampleChoices(plan) }),
    at,
    *[Symbol.iterator]() {
      for (let index = 0; index < source.length; index++) yield at(index, first)!;
    },
  };
}

/** The places of an axis's texts; `null` is none of them, where the axis does not apply everywhere. */
function placesOf({ axes, rules }: RenderedPlan, name: TemplateAxis): readonly (number | null)[] {
  const axis = axes.find(({ field }) => field as string === name);
  if (axis === undefined) return [];
  const places = axis.values.map((_, at) => at);
  return rules?.when?.[axis.name] === undefined ? places : [null, ...places];
}
