import type { JsonValue } from "../spec/mod.ts";
import type { Io } from "./io.ts";
import { nextInterrupt } from "./_next_interrupt.ts";
import { printable, printableJson } from "./_printable.ts";

/** How something is shown again and again. */
export interface WatchOptions {
  /** Between two pictures. */
  readonly everyMs: number;
  /** Whether each is a line of JSON. */
  readonly json: boolean;
  /** How it stands now: for people, and for programs. */
  readonly frame: () => Promise<{ readonly text: string; readonly document: JsonValue }>;
}

/**
 * Show how something stands until Ctrl-C: on a terminal in place of the picture before, elsewhere one block after the
 * other, and under `--json` one document a line.
 */
export async function watch(io: Io, { everyMs, json, frame }: WatchOptions): Promise<void> {
  const controller = new AbortController();
  const interrupted = nextInterrupt(io);
  interrupted.promise.then(() => controller.abort());
  const { stdout } = io;
  let lines = 0;
  try {
    while (!controller.signal.aborted) {
      const { text, document } = await frame();
      if (json) stdout.write(printableJson(document, 0));
      else if (stdout.isTerminal) {
        stdout.write(`${lines === 0 ? "" : `\x1b[${lines}A`}\x1b[J${printable(text)}`);
        lines = text.split("\n").length - 1;
      } else stdout.write(`${io.clock.date().toISOString()}\n${printable(text)}\n`);
      await io.clock.sleep(everyMs, controller.signal).catch(() => {});
    }
  } finally {
    interrupted.stop();
  }
}
