import type { Effect } from "./effect.ts";
import type { PickerState } from "./picker_state.ts";

/** What a key or a message comes to: the next state, and what is to be done outside of it. */
export interface Step {
  /** What is shown from now on. */
  readonly state: PickerState;
  /** In this order. */
  readonly effects: readonly Effect[];
}

/** A step. */
export function step(state: PickerState, ...effects: Effect[]): Step {
  return { state, effects };
}
