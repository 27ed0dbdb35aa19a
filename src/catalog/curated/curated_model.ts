import type { CapabilityName, ModelKey } from "../../spec/mod.ts";

/**
 * What a model is for within its family: `flagship` is the most able one, `workhorse` the one for every day,
 * `economical` the cheapest that still does the work, `specialist` one for a single kind of work, `reference` an older one
 * that much published work is compared with.
 */
export type CuratedRole = "flagship" | "workhorse" | "economical" | "specialist" | "reference";

/** A model that was chosen by hand, and what it was chosen for. */
export interface CuratedModel {
  /** `anthropic/claude-opus-5` */
  readonly key: ModelKey;
  /** Its line of models: `anthropic/claude`. */
  readonly family: string;
  /** What it is for. */
  readonly role: CuratedRole;
  /** Whether its weights are public. */
  readonly openWeights: boolean;
  /** What some endpoint of it can do, as far as it is what one chooses it for. */
  readonly strengths: readonly CapabilityName[];
}
