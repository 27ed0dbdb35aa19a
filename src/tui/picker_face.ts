import type { Frame, Size } from "./frame.ts";
import type { Key } from "./key.ts";

/** Told what happens at a terminal. */
export interface FaceListener {
  /** Keys that were pressed, in their order: several where somebody pastes. */
  readonly keys: (keys: readonly Key[]) => void;
  /** The terminal has another size. */
  readonly resized: (size: Size) => void;
}

/** A terminal: the one thing that the picker draws on. */
export interface PickerFace {
  /** How large it is now. */
  readonly size: () => Size;
  /** Begin to tell what happens. */
  readonly listen: (listener: FaceListener) => void;
  /** Show this and nothing else. */
  readonly draw: (frame: Frame) => void;
  /** Give the terminal back as it was. Doing it twice does no harm. */
  readonly close: () => Promise<void>;
}
