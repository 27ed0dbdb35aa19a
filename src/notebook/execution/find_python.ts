import { join } from "node:path";
import { UserError, userFolder } from "../../base/mod.ts";
import { pythonEnvironment } from "./python_environment.ts";

/** What executes notebooks, with exact versions. */
const CLIENT = ["jupyter_client==8.10.0", "nbclient==0.11.0", "nbformat==5.11.1"];

/** How a Python is looked for. */
export interface FindPythonOptions {
  /** Looks an environment variable up. */
  readonly env: (name: string) => string | undefined;
  /** Where an environment of a project is looked for: `.venv` in it. */
  readonly cwd: string;
  /** Told what is about to be installed. */
  readonly say: (line: string) => void;
}

/**
 * A Python interpreter with a Jupyter client: that of `TAPEDECK_PYTHON`; else the active environment, `.venv` of the
 * folder, or the machine's own, where it has one; else one of Tapedeck's own in the user's data folder, made the first
 * time.
 *
 * @throws {UserError} when `TAPEDECK_PYTHON` has no client, or nothing can be installed.
 */
export async function findPython({ env, cwd, say }: FindPythonOptions): Promise<string> {
  const given = env("TAPEDECK_PYTHON");
  if (given) {
    if (await hasClient(given)) return given;
    throw new UserError(
      `Cannot execute notebooks with TAPEDECK_PYTHON as it lacks the packages ${
        CLIENT.join(", ")
      }: current value is "${given}"`,
    );
  }
  for (const candidate of candidates(env, cwd)) if (await hasClient(candidate)) return candidate;
  const data = userFolder("data", { env });
  if (data === null) {
    throw new UserError(
      "Cannot install the Jupyter client as there is no home folder: set TAPEDECK_PYTHON to a Python with it",
    );
  }
  return await pythonEnvironment({ folder: join(data, "python"), requirements: CLIENT, retries: 3, say });
}

function candidates(env: FindPythonOptions["env"], cwd: string): string[] {
  const isWindows = Deno.build.os === "windows";
  const inside = isWindows ? ["Scripts", "python.exe"] : ["bin", "python"];
  const active = env("VIRTUAL_ENV");
  const environments = [...(active ? [active] : []), join(cwd, ".venv")].map((folder) => join(folder, ...inside));
  return [...environments, isWindows ? "python" : "python3"];
}

async function hasClient(python: string): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(python, {
      args: ["-c", "import jupyter_client, nbclient, nbformat"],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch {
    return false;
  }
}
