import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Notebook, outputProblems } from "./notebook_file.ts";

const DRIVER = fileURLToPath(new URL("./execute_notebook.py", import.meta.url));

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
 * Throws an `Error` with the cell and its traceback at the first error output.
 */
export async function executeNotebook(path: string, options: ExecuteOptions): Promise<Notebook> {
  const jupyter = await Deno.makeTempDir({ prefix: "tapedeck-jupyter-" });
  try {
    await writeKernelSpec(jupyter);
    const target = join(jupyter, "executed.ipynb");
    const folder = options.folder ?? dirname(path);
    const { success, stderr } = await new Deno.Command(options.python, {
      args: [DRIVER, path, target, folder, String(options.cellSeconds ?? 120)],
      env: {
        JUPYTER_PATH: jupyter,
        JUPYTER_CONFIG_DIR: join(jupyter, "config"),
        JUPYTER_DATA_DIR: join(jupyter, "data"),
        JUPYTER_RUNTIME_DIR: join(jupyter, "runtime"),
        JUPYTER_PLATFORM_DIRS: "1",
        NO_COLOR: "1",
      },
      stdin: "null",
    }).output();
    if (!success) throw new Error(`Cannot execute ${path}:\n${new TextDecoder().decode(stderr).trim()}`);
    const notebook: Notebook = JSON.parse(await Deno.readTextFile(target));
    const problems = outputProblems(notebook);
    if (problems.length > 0) throw new Error(`Cannot accept ${path}: ${problems.join("; ")}`);
    return notebook;
  } finally {
    await Deno.remove(jupyter, { recursive: true });
  }
}

/** Writes the description of a kernel that is this very Deno into a Jupyter data folder. */
export async function writeKernelSpec(dataFolder: string): Promise<void> {
  const folder = join(dataFolder, "kernels", "deno");
  await Deno.mkdir(folder, { recursive: true });
  const spec = {
    argv: [Deno.execPath(), "jupyter", "--kernel", "--conn", "{connection_file}"],
    display_name: "Deno",
    language: "typescript",
  };
  await Deno.writeTextFile(join(folder, "kernel.json"), JSON.stringify(spec));
}
