import type { CapabilityName } from "../../spec/mod.ts";
import type { CuratedModel, CuratedRole } from "./curated_model.ts";

/** What all models of a family have in common. */
interface FamilyFacts {
  readonly openWeights: boolean;
  readonly strengths: readonly CapabilityName[];
}

/** What sets one of them apart. */
interface Differences {
  /** Beside those of the family. */
  readonly also?: readonly CapabilityName[];
  /** Of the family's, those that it lacks. */
  readonly without?: readonly CapabilityName[];
  readonly openWeights?: boolean;
}

/** A family that is being declared: each `model` adds one and gives the family back. */
export interface Family {
  readonly models: readonly CuratedModel[];
  model(name: string, role: CuratedRole, differences?: Differences): Family;
}

/**
 * Declares a family by what the keys of its models begin with: `family("anthropic/claude-", …).model("opus-5", "flagship")`
 * has the model `anthropic/claude-opus-5` of the family `anthropic/claude`.
 */
export function family(prefix: string, facts: FamilyFacts, models: readonly CuratedModel[] = []): Family {
  return {
    models,
    model: (name, role, { also = [], without = [], openWeights = facts.openWeights } = {}) => {
      const strengths = [...facts.strengths, ...also].filter((strength) => !without.includes(strength));
      const model = { key: prefix + name, family: prefix.replace(/-$/, ""), role, openWeights, strengths };
      return family(prefix, facts, [...models, model]);
    },
  };
}
