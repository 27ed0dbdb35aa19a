import { VirtualClock } from "../../src/base/mod.ts";
import type { Io } from "../../src/cli/io.ts";

/** A world for the command line that keeps what is written to it. */
export interface TestIo extends Io {
  readonly clock: VirtualClock;
  readonly written: { readonly stdout: string; readonly stderr: string };
  /** What Ctrl-C does: whether somebody listened. */
  interrupt(): boolean;
}

/** What a test decides about its world. */
export interface TestIoOptions {
  readonly cwd?: string;
  readonly terminal?: boolean;
  readonly color?: boolean;
  readonly columns?: number;
  readonly env?: { readonly [name: string]: string };
}

export function testIo({ cwd, terminal = false, color = false, columns = 80, env = {} }: TestIoOptions = {}): TestIo {
  const written = { stdout: "", stderr: "" };
  const handlers = new Set<() => void>();
  const output = (name: "stdout" | "stderr") => ({
    write: (text: string | Uint8Array) =>
      void (written[name] += typeof text === "string" ? text : new TextDecoder().decode(text)),
    isTerminal: terminal,
    color,
    columns,
  });
  return {
    stdout: output("stdout"),
    stderr: output("stderr"),
    written,
    env: (name) => env[name],
    cwd: cwd ?? null,
    clock: new VirtualClock(),
    onInterrupt(handler) {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    interrupt() {
      const listening = [...handlers];
      listening.forEach((handler) => handler());
      return listening.length > 0;
    },
  };
}
