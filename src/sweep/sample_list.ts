import type { PlanSample } from "./plan_sample.ts";

/** Texts that axes of the grid put in the place of the plan's own `system` and `template`. */
export interface SampleTemplates {
  /** At least one, each a template of the system message; absent: it is no axis. */
  readonly system?: readonly string[];
  /** At least one, each a template of the user's message; absent: it is no axis. */
  readonly template?: readonly string[];
}

/** Which of the {@linkcode SampleTemplates} a sample is rendered with, by their places from 0. */
export interface SampleChoice {
  /** Absent: the plan's own. */
  readonly system?: number;
  /** Absent: the plan's own. */
  readonly template?: number;
}

/**
 * The samples of a plan. It is read like an array, which is one too; a list of a large file has none of them in memory
 * and renders a sample when it is asked for.
 */
export interface SampleList {
  /** How many there are. */
  readonly length: number;
  /** With axes of templates, every combination of them, the system message's changing last; absent: there are none. */
  readonly choices?: readonly SampleChoice[];
  /**
   * One of them, rendered with the choice: with axes of templates one of each axis, and none without.
   *
   * `undefined`: there is none at this place.
   * @throws {UserError} when the file that it is in has changed since it was looked through.
   */
  at(index: number, choice?: SampleChoice): PlanSample | undefined;
  /** All of them, in order, with the first of each axis of templates. */
  [Symbol.iterator](): IterableIterator<PlanSample>;
}
