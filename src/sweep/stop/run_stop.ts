import type { EndpointKey } from "../../spec/mod.ts";
import type { ExhaustedBudget } from "../budget/mod.ts";

/** What makes it pointless to go on calling. */
export type StopReason = "credential" | "credit" | "model" | "permission" | "request" | "budget";

/** Endpoints whose cells were left, as there was no use in calling them, or no budget for it. */
export interface RunStop {
  /** `run`, `provider:openai`, or an endpoint's key. */
  readonly scope: string;
  /** Those that are not called any more. */
  readonly endpoints: readonly EndpointKey[];
  /** What makes it pointless to go on. */
  readonly reason: StopReason;
  /** What happened, for people, in one sentence. */
  readonly message: string;
  /** What to do about it, for people, in one sentence. */
  readonly advice: string;
  /** The limit that has no room for another call; absent: it was no budget. */
  readonly exhausted?: ExhaustedBudget;
}
