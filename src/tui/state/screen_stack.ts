import type { PickerState } from "./picker_state.ts";
import type { Screen } from "./screen.ts";

/** The screen that is seen. */
export function seen({ screens }: PickerState): Screen {
  return screens[screens.length - 1];
}

/** With a screen above all others. */
export function opened(state: PickerState, screen: Screen): PickerState {
  return { ...state, screens: [...state.screens, screen] };
}

/** Without the screen that is seen; the list of models stays. */
export function left(state: PickerState): PickerState {
  return state.screens.length <= 1 ? state : { ...state, screens: state.screens.slice(0, -1) };
}

/** With another screen in the place of the one that is seen. */
export function turned(state: PickerState, screen: Screen): PickerState {
  return { ...state, screens: [...state.screens.slice(0, -1), screen] };
}

/** With something said until the next key. */
export function said(
  state: PickerState,
  text: string,
  tone: NonNullable<PickerState["notice"]>["tone"] = "plain",
): PickerState {
  return { ...state, notice: { text, tone } };
}
