import type { Io } from "./io.ts";

/** The next Ctrl-C, or the system's word to end. */
export function nextInterrupt(io: Io): { promise: Promise<void>; stop: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let isListening = true;
  const unlisten = io.onInterrupt(() => {
    stop();
    resolve();
  });
  const stop = () => {
    if (isListening) unlisten();
    isListening = false;
  };
  return { promise, stop };
}
