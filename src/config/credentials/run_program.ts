import { UserError } from "../../base/mod.ts";

/** What a program has said. */
export interface ProgramOutput {
  /** Its exit code. */
  readonly code: number;
  /** Its standard output, whole. */
  readonly stdout: string;
  /** The end of its standard error. */
  readonly stderr: string;
}

/** Runs a program and its arguments, without a shell; the signal ends it, and its reason is thrown. */
export type ProgramRunner = (argv: readonly string[], signal: AbortSignal) => Promise<ProgramOutput>;

/** No key is longer. */
const MOST_STDOUT = 65_536;
const MOST_STDERR = 2_000;

/**
 * Run a program of this machine. It reads nothing: what asks for a password does so at the terminal itself.
 *
 * @throws {UserError} when there is no such program, or it may not be run.
 */
export const runProgram: ProgramRunner = async (argv, signal) => {
  signal.throwIfAborted();
  const child = started(argv);
  const end = new AbortController();
  const onAbort = () => end.abort(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  end.signal.addEventListener("abort", () => stop(child));
  try {
    const [stdout, stderr] = await Promise.all([
      readAll(child.stdout, end.signal, (text) => {
        if (text.length > MOST_STDOUT) throw new UserError("its command says more than any key has");
        return text;
      }),
      readAll(child.stderr, end.signal, (text) => text.slice(-MOST_STDERR)),
    ]);
    signal.throwIfAborted();
    return { code: (await child.status).code, stdout, stderr };
  } finally {
    signal.removeEventListener("abort", onAbort);
    // Processes that it has started may hold the pipes open for longer than it lives.
    end.abort();
    await child.status;
  }
};

function stop(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

function started([program, ...args]: readonly string[]): Deno.ChildProcess {
  try {
    return new Deno.Command(program, { args, stdin: "null", stdout: "piped", stderr: "piped" }).spawn();
  } catch (cause) {
    const reason = cause instanceof Deno.errors.NotFound
      ? `there is no program "${program}" for its command`
      : cause instanceof Deno.errors.NotCapable
      ? `its command "${program}" may not be run (--allow-run allows it)`
      : `its command "${program}" cannot be run`;
    throw new UserError(reason, { cause });
  }
}

async function readAll(
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  keep: (text: string) => string,
): Promise<string> {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  const cancel = () => void reader.cancel(signal.reason).catch(() => {});
  signal.addEventListener("abort", cancel, { once: true });
  try {
    let text = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) text = keep(text + part.value);
    return text;
  } finally {
    signal.removeEventListener("abort", cancel);
    cancel();
  }
}
