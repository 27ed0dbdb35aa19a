import type { Clock } from "../spec/mod.ts";
import type { Input, Io, Output } from "./io.ts";
import { KnownSecrets } from "./known_secrets.ts";

/** The world as this process sees it. */
export function processIo(clock: Clock): Io {
  return {
    stdout: outputOf(Deno.stdout),
    stderr: outputOf(Deno.stderr),
    stdin: inputOf(Deno.stdin),
    secrets: new KnownSecrets(),
    variables: () => Deno.permissions.querySync({ name: "env" }).state === "granted" ? Deno.env.toObject() : {},
    env: readEnv,
    cwd: null,
    clock,
    onInterrupt(handler) {
      // Windows knows no SIGTERM.
      const signals: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
      for (const signal of signals) Deno.addSignalListener(signal, handler);
      return () => signals.forEach((signal) => Deno.removeSignalListener(signal, handler));
    },
  };
}

function outputOf(stream: typeof Deno.stdout): Output {
  const encoder = new TextEncoder();
  let isGone = false;
  return {
    write(text) {
      let bytes = typeof text === "string" ? encoder.encode(text) : text;
      try {
        while (bytes.length > 0 && !isGone) bytes = bytes.subarray(stream.writeSync(bytes));
      } catch (error) {
        // Whoever read has read enough (`| head`): the work goes on, and nobody is told of it.
        if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
        isGone = true;
      }
    },
    get isTerminal() {
      return stream.isTerminal();
    },
    get color() {
      return stream.isTerminal() && !Deno.noColor;
    },
    get columns() {
      try {
        return Deno.consoleSize().columns;
      } catch {
        return 80;
      }
    },
  };
}

function inputOf(stream: typeof Deno.stdin): Input {
  const chunk = new Uint8Array(4096);
  return {
    get isTerminal() {
      return stream.isTerminal();
    },
    setRaw: (isRaw) => stream.setRaw(isRaw),
    async read() {
      const length = await stream.read(chunk);
      return length === null ? null : chunk.slice(0, length);
    },
  };
}

function readEnv(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}
