// deno-lint-ignore-file no-console
/** Opens the project in JupyterLab with the kernel of this Deno. Arguments go to `jupyter lab`. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { pythonEnvironment, writeKernelSpec } from "../src/notebook/execution/mod.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = dirname(here);
const folder = join(root, ".venv");
console.log("Looking for JupyterLab in .venv; the first time it is installed, which takes a minute");
const python = await pythonEnvironment({ folder, requirements: join(here, "requirements.txt"), retries: 5 });
await writeKernelSpec(join(folder, "share", "jupyter"));
const { code } = await new Deno.Command(python, {
  args: ["-m", "jupyterlab", "--ServerApp.root_dir", root, ...Deno.args],
  cwd: root,
}).spawn().status;
Deno.exit(code);
