import type { SweepForm } from "../../sweep/mod.ts";
import type { Size } from "../frame.ts";
import type { PickerSetting } from "./picker_state.ts";
import { type Step, step } from "./step.ts";

/** A form that only lacks a prompt. */
const FIRST_SWEEP: SweepForm = {
  parameter: "temperature",
  start: "0",
  stop: "1",
  steps: "3",
  seeds: "",
  source: "prompt",
  text: "",
  expected: "",
  maxTokens: "256",
  repeats: "",
};

/** How a session begins: with an empty list, and the question that fills it. */
export function initialStep(
  { setting, size, query = "" }: { readonly setting: PickerSetting; readonly size: Size; readonly query?: string },
): Step {
  return step(
    {
      setting,
      size,
      screens: [{ is: "models", typing: null }],
      list: { query, provider: null, models: null, ticket: 1, answered: 0, cursor: "", unfolded: new Map() },
      providers: [],
      health: new Map(),
      selected: [],
      profiles: new Map(),
      ownProfiles: [],
      sweep: FIRST_SWEEP,
      busy: [],
      notice: null,
    },
    { do: "find", ticket: 1, query, provider: null },
    { do: "providers" },
  );
}
