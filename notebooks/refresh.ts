// deno-lint-ignore-file no-console
/** Executes the notebooks of this folder, or those that are named, and stores their outputs in normal form. */
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { executeNotebook } from "../tests/support/jupyter.ts";
import { normalizeNotebook, printNotebook } from "../tests/support/notebook_file.ts";
import { findPython } from "../tests/support/require.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));
const python = await findPython();
const here = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => name.endsWith(".ipynb")).sort();
const paths = Deno.args.length > 0 ? Deno.args.map((path) => resolve(path)) : here.map((name) => join(folder, name));

for (const path of paths) {
  console.log(`Executing ${path}`);
  await Deno.writeTextFile(path, printNotebook(normalizeNotebook(await executeNotebook(path, { python }))));
}
