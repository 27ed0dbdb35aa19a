// deno-lint-ignore-file no-console
/** Opens the project in JupyterLab with the kernel of this Deno. Arguments go to `jupyter lab`. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "../src/base/mod.ts";
import { pythonEnvironment, writeKernelSpec } from "../src/notebook/execution/mod.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = dirname(here);
const folder = join(root, ".venv");

try {
  const requirements = join(here, "requirements.txt");
  const python = await pythonEnvironment({ folder, requirements, retries: 5, say: console.error });
  await writeKernelSpec(join(folder, "share", "jupyter"));
  const { code } = await new Deno.Command(python, {
    args: ["-m", "jupyterlab", "--ServerApp.root_dir", root, ...Deno.args],
    cwd: root,
  }).spawn().status;
  Deno.exit(code);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(`error: ${error.message}`);
  Deno.exit(error.exitCode);
}
