import { join } from "node:path";
import type { Notebook } from "./notebook.ts";
import { printNotebook } from "./print_notebook.ts";
import { DRIVER } from "./_driver.ts";
import { writeKernelSpec } from "./write_kernel_spec.ts";

/** Why an execution ended before the last cell. */
export interface NotebookFailure {
  /** The place of the cell among all cells, from 0. */
  readonly cell: number;
  /** `error`: the cell threw; `timeout`: it took too long; `dead`: its kernel is gone. */
  readonly kind: "error" | "timeout" | "dead";
  /** The name of the error. */
  readonly name: string;
  /** What the cell says. */
  readonly message: string;
}

/** How a notebook is executed. */
export interface ExecuteOptions {
  /** A Python interpreter with a Jupyter client. */
  readonly python: string;
  /** The kernel's working folder. */
  readonly folder: string;
  /** The most seconds that one cell may take; as long as it takes unless given. */
  readonly cellSeconds?: number;
  /** Called when a cell begins and when it has ended, with its place among all cells. */
  readonly onCell?: (cell: number, phase: "begin" | "end") => void;
  /** Ends the execution; what has been shown by then is lost. */
  readonly signal?: AbortSignal;
}

/** What came of an execution. */
export interface ExecutedNotebook {
  /** With its outputs, as far as it came. */
  readonly notebook: Notebook;
  /** Why it did not come to its end; `null`: it did. */
  readonly failure: NotebookFailure | null;
}

type Event =
  | { readonly event: "begin" | "end"; readonly cell: number }
  | { readonly event: "failed"; readonly failure: NotebookFailure };

/**
 * Executes a notebook with a real Jupyter client and the kernel of this Deno. Nothing is installed, and nothing is written
 * outside of a temporary folder.
 *
 * @throws {Error} when the client or the kernel does not start.
 */
export async function executeNotebook(notebook: Notebook, options: ExecuteOptions): Promise<ExecutedNotebook> {
  const home = await Deno.makeTempDir({ prefix: "tapedeck-jupyter-" });
  try {
    const [driver, source, target] = ["driver.py", "source.ipynb", "executed.ipynb"].map((name) => join(home, name));
    await Deno.writeTextFile(driver, DRIVER);
    await Deno.writeTextFile(source, printNotebook(notebook));
    await writeKernelSpec(home);
    const failure = await drive([driver, source, target], { ...options, home });
    return { notebook: JSON.parse(await Deno.readTextFile(target)), failure };
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

async function drive(
  files: readonly string[],
  { home, python, folder, cellSeconds = 0, onCell, signal }: ExecuteOptions & { readonly home: string },
): Promise<NotebookFailure | null> {
  signal?.throwIfAborted();
  const child = new Deno.Command(python, {
    args: [...files, folder, String(cellSeconds)],
    env: {
      JUPYTER_PATH: home,
      JUPYTER_CONFIG_DIR: join(home, "config"),
      JUPYTER_DATA_DIR: join(home, "data"),
      JUPYTER_RUNTIME_DIR: join(home, "runtime"),
      JUPYTER_PLATFORM_DIRS: "1",
      PYTHONIOENCODING: "utf-8",
      PYTHONDONTWRITEBYTECODE: "1",
      NO_COLOR: "1",
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...(signal === undefined ? {} : { signal }),
  }).spawn();
  const said = new Response(child.stderr).text();
  let failure: NotebookFailure | null = null;
  for await (const event of events(child.stdout)) {
    if (event.event === "failed") failure = event.failure;
    else onCell?.(event.cell, event.event);
  }
  const { success } = await child.status;
  signal?.throwIfAborted();
  if (!success) throw new Error(`Cannot execute the notebook as the Jupyter client failed: ${lastLine(await said)}`);
  await said;
  return failure;
}

async function* events(stdout: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncIterable<Event> {
  let rest = "";
  for await (const text of stdout.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) if (line.startsWith("{")) yield JSON.parse(line);
  }
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
