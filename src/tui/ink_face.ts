import process from "node:process";
import { render, useInput, usePaste } from "ink";
import { createElement } from "react";
import type { Frame, Size } from "./frame.ts";
import { FrameView } from "./_frame_view.ts";
import { keysOfInput, keysOfText } from "./_keys_of_input.ts";
import type { FaceListener, PickerFace } from "./picker_face.ts";

/** Nothing wraps, also where the terminal takes a character for wider than it is. */
const NO_WRAP = "\x1b[?7l";
const WRAP = "\x1b[?7h";

/** How the terminal is drawn on. */
export interface InkFaceOptions {
  /** Whether colours are welcome. */
  readonly color: boolean;
  /** Which of the process's streams is the terminal; `stdout` unless given. */
  readonly on?: "stdout" | "stderr";
}

/** The terminal of this process, drawn by Ink on a screen of its own. */
export function inkFace({ color, on = "stdout" }: InkFaceOptions): PickerFace {
  const stdout = process[on];
  const size = (): Size => ({ columns: stdout.columns ?? 80, rows: stdout.rows ?? 24 });
  let listener: FaceListener = { keys: () => {}, resized: () => {} };
  let frame: Frame = { lines: [] };
  const view = () => createElement(Shown, { frame, size: size(), color, listener: () => listener });
  stdout.write(NO_WRAP);
  const app = render(view(), {
    alternateScreen: true,
    exitOnCtrlC: false,
    incrementalRendering: true,
    interactive: true,
    patchConsole: false,
    stdout,
  });
  const onResize = () => listener.resized(size());
  stdout.on("resize", onResize);
  let closed: Promise<void> | null = null;
  return {
    size,
    listen: (given) => void (listener = given),
    draw(next) {
      frame = next;
      app.rerender(view());
    },
    close: () =>
      closed ??= (async () => {
        stdout.off("resize", onResize);
        app.unmount();
        await app.waitUntilExit();
        stdout.write(WRAP);
      })(),
  };
}

function Shown({ frame, size, color, listener }: {
  readonly frame: Frame;
  readonly size: Size;
  readonly color: boolean;
  readonly listener: () => FaceListener;
}) {
  useInput((input, key) => listener().keys(keysOfInput(input, key)));
  usePaste((text) => listener().keys(keysOfText(text)));
  return createElement(FrameView, { frame, size, color });
}
