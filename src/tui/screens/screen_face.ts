import type { Line, Size } from "../frame.ts";
import type { Key } from "../key.ts";
import type { PickerState, Screen, Step } from "../state/mod.ts";

/** Keys that do the same, and what they do. */
export type KeyHelp = readonly [keys: string, does: string];

/** How one kind of screen looks and what keys do there; pure. */
export interface ScreenFace<TScreen extends Screen> {
  /** The line at the top. */
  title(state: PickerState, screen: TScreen): string;
  /** What is between the top and the bottom, in as many lines as there is room for. */
  body(state: PickerState, screen: TScreen, room: Size): readonly Line[];
  /** The keys that matter most now, for the line at the bottom. */
  hints(state: PickerState, screen: TScreen): readonly KeyHelp[];
  /** What a key does. */
  onKey(state: PickerState, screen: TScreen, key: Key): Step;
}
