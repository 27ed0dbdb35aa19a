import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

/** A worker in a process of its own. */
export interface WorkerProcess extends AsyncDisposable {
  readonly name: string;
  kill(signal: Deno.Signal): void;
  /** What it said on stderr so far. */
  said(): string;
  /** Resolves when it has ended: with its exit code, `null` after a signal. */
  readonly ended: Promise<number | null>;
}

/** Start `tapedeck worker`, with a key of its own: `sk-of-NAME`. */
export function startWorker(
  name: string,
  { url, tapeDir, flags = [] }: { readonly url: string; readonly tapeDir: string; readonly flags?: readonly string[] },
): WorkerProcess {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-A", MAIN, "worker", "--ledger", url, "--name", name, "--tape-dir", tapeDir, ...flags],
    env: { PARROT_KEY: `sk-of-${name}`, CI: "" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let [text, isOver] = ["", false];
  const read = (async () => {
    const lines = process.stderr.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>);
    for await (const chunk of lines) text += chunk;
  })();
  const ended = Promise.all([process.status, read]).then(([{ code, signal }]) => {
    isOver = true;
    return signal === null ? code : null;
  });
  const kill = (signal: Deno.Signal) => {
    try {
      process.kill(signal);
    } catch {
      // It has ended already.
    }
  };
  return {
    name,
    kill,
    said: () => text,
    ended,
    async [Symbol.asyncDispose]() {
      if (isOver) return;
      // One that stands still does not hear anything else.
      kill("SIGKILL");
      await ended;
    },
  };
}

/** Wait until something is so, for a long time: machines are busy. What fails says what was waited for. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, patienceMs = 120_000): Promise<void> {
  const startMs = performance.now();
  while (!await isSo()) {
    if (performance.now() - startMs > patienceMs) throw new Error(`Cannot wait any longer until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
