/**
 * A small sweep as a person types it, field by field: one parameter that varies, and what is asked. All of it is text, as
 * it was typed; {@linkcode sweepFormProblems} says what is wrong with it.
 */
export interface SweepForm {
  /** The parameter that varies, under its name in files: `temperature`; the empty string: none does but a plan's own. */
  readonly parameter: string;
  /** Its first value. */
  readonly start: string;
  /** Its last value. */
  readonly stop: string;
  /** How many values, from 1. */
  readonly steps: string;
  /** With how many seeds each point is asked; the empty string: no seed is sent, or those of a plan. */
  readonly seeds: string;
  /** What `text` is: a prompt, the path of a file of prompts, or the path of a plan, whose prompts and scores are taken. */
  readonly source: "prompt" | "file" | "plan";
  /** The prompt or the path. */
  readonly text: string;
  /** What the answer to a typed prompt must contain; the empty string: nothing is scored. */
  readonly expected: string;
  /** The most output tokens of an answer; the empty string: as the model has it, and then nobody can tell the cost. */
  readonly maxTokens: string;
  /** How often each is asked, from 1; the empty string: once, or as often as a plan says. */
  readonly repeats: string;
}
