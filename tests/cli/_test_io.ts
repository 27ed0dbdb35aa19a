import { VirtualClock } from "../../src/base/mod.ts";
import type { Io } from "../../src/cli/io.ts";
import { KnownSecrets } from "../../src/cli/known_secrets.ts";

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
  /** What is piped in; or, where `keys` is set, typed. */
  readonly stdin?: readonly string[];
  /** Whether stdin is a terminal, and told when keys stop or begin to be shown. */
  readonly keys?: (isRaw: boolean) => void;
}

export function testIo(
  { cwd, terminal = false, color = false, columns = 80, env = {}, ...input }: TestIoOptions = {},
): TestIo {
  const written = { stdout: "", stderr: "" };
  const chunks = [...input.stdin ?? []];
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
    stdin: {
      isTerminal: input.keys !== undefined,
      setRaw: (isRaw) => input.keys?.(isRaw),
      read: () => Promise.resolve(chunks.length === 0 ? null : new TextEncoder().encode(chunks.shift())),
    },
    secrets: new KnownSecrets(),
    variables: () => env,
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
