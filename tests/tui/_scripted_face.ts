import type { Frame, Key, PickerFace, Size } from "../../src/tui/mod.ts";
import { keyOf, SIZE, textOfFrame } from "./_example_states.ts";

/** A terminal that a test types on and reads. */
export class ScriptedFace implements PickerFace {
  #size: Size = SIZE;
  #frame: Frame = { lines: [] };
  #keys: (keys: readonly Key[]) => void = () => {};
  #resized: (size: Size) => void = () => {};
  readonly #waiting = new Set<{ readonly isThere: (text: string) => boolean; readonly seen: () => void }>();
  isClosed = false;

  size = (): Size => this.#size;

  listen: PickerFace["listen"] = ({ keys, resized }) => {
    this.#keys = keys;
    this.#resized = resized;
  };

  draw = (frame: Frame): void => {
    this.#frame = frame;
    for (const one of this.#waiting) if (one.isThere(this.text)) one.seen();
  };

  close = (): Promise<void> => {
    this.isClosed = true;
    return Promise.resolve();
  };

  /** What is seen. */
  get text(): string {
    return textOfFrame(this.#frame).join("\n");
  }

  /** Press keys: names, or characters. */
  press(...keys: readonly string[]): void {
    this.#keys(keys.map(keyOf));
  }

  resize(size: Size): void {
    this.#size = size;
    this.#resized(size);
  }

  /** Wait until a text is seen. */
  async see(text: string | RegExp): Promise<void> {
    const isThere = (shown: string) => typeof text === "string" ? shown.includes(text) : text.test(shown);
    if (isThere(this.text)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const one = { isThere, seen: resolve };
    this.#waiting.add(one);
    await promise;
    this.#waiting.delete(one);
  }
}
