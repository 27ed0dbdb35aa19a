import { dirname } from "node:path";
import { executeNotebook as execute } from "../../src/notebook/execution/mod.ts";
import { type Notebook, outputProblems } from "./notebook_file.ts";

/** How a notebook is executed. */
export interface ExecuteOptions {
  /** A Python interpreter with a Jupyter client, as `needs("jupyter")` gives it. */
  readonly python: string;
  /** The kernel's working folder; the notebook's own by default, as in JupyterLab. */
  readonly folder?: string;
  /** The most seconds that one cell may take; 120 by default. */
  readonly cellSeconds?: number;
}

/**
 * Executes a notebook with a real Jupyter client and the kernel of this Deno, and gives the executed notebook. The
 * file itself stays as it is, and nothing is installed outside a temporary folder.
 *
 * Throws an `Error` with the cell's own error where one fails, or shows what no reader should see.
 */
export async function executeNotebook(path: string, options: ExecuteOptions): Promise<Notebook> {
  const { python, folder = dirname(path), cellSeconds = 120 } = options;
  const source: Notebook = JSON.parse(await Deno.readTextFile(path));
  const { notebook, failure } = await execute(source, { python, folder, cellSeconds });
  if (failure !== null) throw new Error(`Cannot execute ${path}: ${failure.name}: ${failure.message}`);
  const problems = outputProblems(notebook);
  if (problems.length > 0) throw new Error(`Cannot accept ${path}: ${problems.join("; ")}`);
  return notebook;
}
