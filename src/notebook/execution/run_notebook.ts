import { dirname, resolve } from "node:path";
import { processSecrets, Scrubber, Secret, systemClock, UserError, VERSION } from "../../base/mod.ts";
import type { Clock, Credential, JsonValue } from "../../spec/mod.ts";
import { withErrorCells, withoutErrorCells } from "./_error_cells.ts";
import { injectParameters } from "./_inject_parameters.ts";
import { readNotebook } from "./_read_notebook.ts";
import { executeNotebook, type NotebookFailure } from "./execute_notebook.ts";
import { findPython } from "./find_python.ts";
import { joinedText, type Notebook, type NotebookCell } from "./notebook.ts";
import { printNotebook } from "./print_notebook.ts";
import type { GivenParameter } from "./read_parameters.ts";

/** One code cell of a notebook that has been executed. */
export interface NotebookStep {
  /** Which of the code cells it is, from 1. */
  readonly step: number;
  /** How many code cells the notebook has. */
  readonly of: number;
  /** How long it took, in milliseconds. */
  readonly elapsedMs: number;
  /** The first line of the cell. */
  readonly firstLine: string;
}

/** How a notebook is run. */
export interface RunNotebookOptions {
  /** Values of parameters that the notebook declares in a cell tagged `parameters`. */
  readonly parameters?: readonly GivenParameter[];
  /** A Python with a Jupyter client, or what finds one; looked for unless given, and installed where there is none. */
  readonly python?: string | (() => Promise<string>);
  /** The kernel's working folder; the notebook's own unless given, as in JupyterLab. */
  readonly folder?: string;
  /** The most seconds that one cell may take; as long as it takes unless given. */
  readonly cellSeconds?: number;
  /** Whether the code is hidden in the result, as in a report; not unless given. */
  readonly hideCode?: boolean;
  /** Where the result will stand, as the notebook notes it. */
  readonly outPath?: string;
  /** What must not stand in the result, beside what the environment's variables hold. */
  readonly secrets?: Iterable<Credential>;
  /** Called when a code cell has ended. */
  readonly onStep?: (step: NotebookStep) => void;
  /** Told what a person should know, such as that something is installed. */
  readonly say?: (line: string) => void;
  /** The machine's own clock unless given. */
  readonly clock?: Clock;
  /** Ends the run; there is then no result. */
  readonly signal?: AbortSignal;
}

/** What came of running a notebook. */
export interface NotebookRun {
  /** The text of the executed notebook, for a file. */
  readonly text: string;
  /** Why it did not run to its end; `null`: it did. */
  readonly failure: NotebookFailure | null;
  /** What was given, by name, as the notebook got it. */
  readonly parameters: { readonly [name: string]: JsonValue };
  /** Code cells that were executed, the one that failed included. */
  readonly steps: number;
  /** How long all of it took, in milliseconds. */
  readonly wallMs: number;
}

/**
 * Runs a notebook from top to bottom with the kernel of this Deno, and gives what it comes to. A cell that fails ends the
 * run: the result then says so at its top and before the cell. The file itself stays as it is.
 *
 * Parameters are papermill's: a cell tagged `parameters` declares them with their defaults, and a cell tagged
 * `injected-parameters` is put behind it. Outputs of an earlier run are cleared first, and known credentials never get
 * into the result.
 *
 * @throws {UserError} when there is no such notebook, no such parameter, a value that is a credential, or no Jupyter client.
 *
 * @example A report with a parameter
 * ```ts ignore
 * const { text, failure } = await runNotebook("report.ipynb", { parameters: [{ name: "top", value: 3 }] });
 * await Deno.writeTextFile("report.today.ipynb", text);
 * if (failure !== null) Deno.exit(1);
 * ```
 */
export async function runNotebook(path: string, options: RunNotebookOptions = {}): Promise<NotebookRun> {
  const { parameters: given = [], say = () => {}, clock = systemClock, hideCode = false } = options;
  const secrets = [
    ...options.secrets ?? [],
    ...processSecrets().map(({ name, value }) => new Secret(name, value)),
  ];
  const scrubber = new Scrubber(secrets);
  refuseSecrets(given, scrubber);
  const source = withoutErrorCells(await readNotebook(path));
  const { notebook, parameters } = await injectParameters(source, given);
  const { python = () => findPython({ env: readVariable, cwd: Deno.cwd(), say }) } = options;
  const interpreter = typeof python === "string" ? python : await python();
  const started = { date: clock.date(), ms: clock.nowMs() };
  const watch = stepWatch(notebook, { clock, onStep: options.onStep });
  const executed = await executeNotebook(cleared(notebook), {
    python: interpreter,
    folder: options.folder ?? dirname(resolve(path)),
    ...(options.cellSeconds === undefined ? {} : { cellSeconds: options.cellSeconds }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    onCell: watch.onCell,
  });
  const wallMs = clock.nowMs() - started.ms;
  const { failure } = executed;
  const shown = failure === null ? executed.notebook : withErrorCells(executed.notebook, failure);
  const noted = withNotes(hideCode ? withHiddenCode(shown) : shown, {
    default_parameters: {},
    parameters: { ...parameters },
    environment_variables: {},
    version: `tapedeck ${VERSION}`,
    input_path: path,
    output_path: options.outPath ?? null,
    start_time: started.date.toISOString(),
    end_time: clock.date().toISOString(),
    duration: wallMs / 1000,
    exception: failure !== null,
  });
  const text = scrubber.text(printNotebook(noted), { isWhole: true });
  return { text, failure: failure && scrubbed(failure, scrubber), parameters, steps: watch.steps(), wallMs };
}

/** A value that is a credential would stand in the notebook for everybody to read. */
function refuseSecrets(given: readonly GivenParameter[], scrubber: Scrubber): void {
  for (const one of given) {
    const text = "text" in one ? one.text : JSON.stringify(one.value);
    if (scrubber.text(text, { isWhole: true }) === text) continue;
    throw new UserError(
      `Cannot set the parameter "${one.name}" as its value is a credential, which the result would show: ` +
        "let the notebook read it from the environment",
      { exitCode: 2 },
    );
  }
}

function scrubbed(failure: NotebookFailure, scrubber: Scrubber): NotebookFailure {
  return { ...failure, message: scrubber.text(failure.message, { isWhole: true }) };
}

/** A cell that is not reached must not show what it came to another time. */
function cleared(notebook: Notebook): Notebook {
  return {
    ...notebook,
    cells: notebook.cells.map((cell) =>
      cell.cell_type === "code" ? { ...cell, execution_count: null, outputs: [] } : cell
    ),
  };
}

function withHiddenCode(notebook: Notebook): Notebook {
  const hidden = (cell: NotebookCell) => ({
    ...cell,
    metadata: { ...cell.metadata, jupyter: { ...(cell.metadata.jupyter as object | undefined), source_hidden: true } },
  });
  return { ...notebook, cells: notebook.cells.map((cell) => cell.cell_type === "code" ? hidden(cell) : cell) };
}

/** The block has the name and the fields of papermill's, so that what reads those reads these. */
function withNotes(notebook: Notebook, papermill: { readonly [name: string]: JsonValue }): Notebook {
  return { ...notebook, metadata: { ...notebook.metadata, papermill } };
}

function stepWatch(
  { cells }: Notebook,
  { clock, onStep }: { readonly clock: Clock; readonly onStep: RunNotebookOptions["onStep"] },
) {
  const of = cells.filter((cell) => cell.cell_type === "code" && joinedText(cell.source).trim() !== "").length;
  let [step, began] = [0, 0];
  return {
    steps: () => step,
    onCell(index: number, phase: "begin" | "end") {
      if (phase === "begin") {
        began = clock.nowMs();
        step++;
      } else {
        const firstLine = joinedText(cells[index].source).trim().split("\n")[0];
        onStep?.({ step, of, elapsedMs: clock.nowMs() - began, firstLine });
      }
    },
  };
}

function readVariable(name: string): string | undefined {
  return Deno.permissions.querySync({ name: "env", variable: name }).state === "granted"
    ? Deno.env.get(name)
    : undefined;
}
