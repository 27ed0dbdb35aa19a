import type { EndpointKey, ParameterProblem } from "../../spec/mod.ts";

/** Of which cells of an endpoint something holds. */
export interface PlanProblemPart {
  /** The name of an axis, or `prompts`. */
  readonly by: string;
  /** With how many of its values; `null`: with some, as it has too many to look at each. */
  readonly count: number | null;
  /** How many values it has. */
  readonly of: number;
}

/** Something that cells of a plan would send and their endpoint does not take. */
export interface PlanProblem extends ParameterProblem {
  /** `model@provider[/tag]` */
  readonly endpoint: EndpointKey;
  /** Which cells would send it; `null`: all of the endpoint, as far as was looked. */
  readonly part: PlanProblemPart | null;
}
