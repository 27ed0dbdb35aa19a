/**
 * What the picker knows, what can happen to it, and what it asks for.
 * @module
 */
export type { AskedSweep, Effect, KeptVariant } from "./effect.ts";
export { initialStep } from "./initial_step.ts";
export type { Message } from "./message.ts";
export type { ListedProvider, ModelList, Notice, PickerSetting, PickerState, ShownEndpoints } from "./picker_state.ts";
export type {
  FormFields,
  HelpScreen,
  InspectScreen,
  KeepScreen,
  ModelsScreen,
  ProfileFormScreen,
  ProfilesScreen,
  ProvidersScreen,
  ResultSort,
  ResultsScreen,
  RunScreen,
  Screen,
  SweepScreen,
} from "./screen.ts";
export { left, opened, said, seen, turned } from "./screen_stack.ts";
export { type Step, step } from "./step.ts";
export { type TextInput, textInput, textOf, typedInto } from "./text_input.ts";
