import type { EndpointKey, ModelKey, ProviderKey } from "./endpoint.ts";

/** What the tries of a run, or of calls by themselves, at one endpoint on one day have cost together, summed up exactly. */
export interface CostGroup {
  /** `2026-11-21`, in UTC; of a replayed try the one on which it was recorded. */
  readonly day: string;
  /** The run that they belong to; `null`: to none, they are of calls by themselves. */
  readonly runId: string | null;
  /** `model@provider[/tag]`. */
  readonly endpoint: EndpointKey;
  /** `author/slug[:variant]`. */
  readonly model: ModelKey;
  /** The name that the provider is set up by. */
  readonly provider: ProviderKey;
  /** HTTP tries, refused and replayed ones included. */
  readonly tries: number;
  /** Of them, those that were paid for. */
  readonly billed: number;
  /** Of them, those that came from a tape and cost nothing. */
  readonly replayed: number;
  /** Of those that were paid for, those with a known cost. */
  readonly known: number;
  /** Those that were paid for, or may have been, and that nobody knows the cost of. */
  readonly unknown: number;
  /** What those with a known cost have cost, as an exact decimal string of US dollars. */
  readonly costUsd: string;
  /** What the replayed ones cost when they were recorded, as far as it is known. */
  readonly savedUsd: string;
  /** Of the tries that were paid for, as far as they were counted. */
  readonly inputTokens: number;
  /** Of the tries that were paid for, as far as they were counted. */
  readonly outputTokens: number;
}

/** What the calls of a run's scorer, a judge for instance, came to on one day. They are in no try's cost. */
export interface ScorerCost {
  /** `2026-11-21`, in UTC. */
  readonly day: string;
  /** The run that was scored. */
  readonly runId: string;
  /** The scorer's name. */
  readonly scorer: string;
  /** How many calls it made. */
  readonly calls: number;
  /** What those cost whose cost is known, as an exact decimal string of US dollars; answers from its tape count, too. */
  readonly costUsd: string;
  /** How many verdicts are not in the sum, as nobody knows what their calls cost. */
  readonly unknown: number;
}

/** Which costs are asked for; what is absent does not matter. */
export interface CostFilter {
  /** No tries that started before, and no verdicts that were given before. RFC 3339, UTC. */
  readonly since?: string;
}
