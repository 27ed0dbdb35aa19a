import { type ControlState, SweepControl } from "../sweep/mod.ts";
import type { Io } from "./io.ts";

/** What ends and pauses a run of this process. */
export interface RunStops {
  readonly control: SweepControl;
  /** Aborts what is in flight. */
  readonly signal: AbortSignal;
  /** Listen no more. */
  readonly stop: () => void;
}

/**
 * Ctrl-C lets the calls in flight end, as they are paid for; a second one breaks them off, and a third ends the process.
 * A run that workers share has nothing in flight here to wait for. What the run is told from elsewhere is told.
 */
export function listenForStops(
  io: Pick<Io, "onInterrupt">,
  { isShared, say }: { readonly isShared: boolean; readonly say: (text: string) => void },
): RunStops {
  const control = new SweepControl();
  const controller = new AbortController();
  // One listener for both: between two there would be a moment in which the process ends.
  let isEnding = isShared;
  const unlisten = io.onInterrupt(() => {
    if (isEnding) {
      unlisten();
      say("\nEnding the calls in flight. Ctrl-C again ends at once.\n");
      controller.abort();
      return;
    }
    isEnding = true;
    say("\nWaiting for the calls in flight. Ctrl-C again breaks them off.\n");
    control.finish();
  });
  const untell = control.onChange((state) => {
    const said = SAID[state];
    if (said !== undefined) say(`\n${said}\n`);
  });
  return {
    control,
    signal: controller.signal,
    stop() {
      unlisten();
      untell();
    },
  };
}

const SAID: { readonly [state in ControlState]?: string } = {
  paused: "Paused: the calls in flight end, and no new ones are made until `tapedeck run resume`.",
  running: "Going on.",
  cancelled: "Cancelled: the run ends when the calls in flight have ended.",
};
