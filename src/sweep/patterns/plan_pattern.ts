import type { KnownEndpointsOptions } from "../../routing/mod.ts";
import type { EndpointKey, EndpointRecord, ModelKey } from "../../spec/mod.ts";
import type { PlanEndpoint } from "../sweep_plan.ts";

/** An endpoint that a pattern stands for. */
export interface PatternEndpoint {
  /** `author/slug@provider[/tag]` */
  readonly key: EndpointKey;
  /** What its provider calls the model; `null`: as its row has it. */
  readonly wireModel: string | null;
}

/** What a pattern of a plan stands for. */
export interface ResolvedPattern {
  /** As {@linkcode PlanPattern.text}. */
  readonly pattern: string;
  /** In their order, at least one. */
  readonly endpoints: readonly PatternEndpoint[];
}

/** What the patterns of a plan stand for. */
export interface PlanResolution {
  /** The hash of the plan with its patterns, whatever they stand for. */
  readonly source: string;
  /** Each once. */
  readonly patterns: readonly ResolvedPattern[];
}

/** What a catalog is asked for, so that no more of it is looked at than may be meant. */
export type PatternScope = Pick<KnownEndpointsOptions, "model" | "provider" | "tagged">;

/** A pattern or a query in the place of endpoints, which the catalog says the meaning of. */
export interface PlanPattern {
  /** What it asks for, its limit and its order, as one text: two with the same one stand for the same endpoints. */
  readonly text: string;
  /** Where the plan has it: `endpoints[2]`. */
  readonly where: string;
  /** How many endpoints of the plan stand before it. */
  readonly place: number;
  /** What of the catalog may be meant. */
  readonly scope: PatternScope;
  /**
   * Which of the known endpoints are meant.
   * @throws {UserError} when none is, or more than the plan allows.
   */
  choose(
    known: { readonly endpoints: readonly EndpointRecord[]; readonly models: readonly ModelKey[] },
  ): PatternEndpoint[];
  /**
   * The endpoints as the plan sets them up.
   * @throws {UserError} when one of them cannot be.
   */
  make(endpoints: readonly PatternEndpoint[]): PlanEndpoint[];
}
