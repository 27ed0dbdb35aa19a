import type { PromptSample } from "../spec/mod.ts";

/** A sample of a plan's prompts, rendered, with what tells it from others. */
export interface PlanSample extends PromptSample {
  /** A tagged hash of the messages, and of what is scripted behind them. */
  readonly messagesHash: string;
  /** From 1: which of the samples with these very messages it is, over all choices of templates. */
  readonly twin: number;
}
