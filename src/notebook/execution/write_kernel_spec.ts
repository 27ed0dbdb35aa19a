import { join } from "node:path";

/** Writes the description of a kernel that is this very Deno into a Jupyter data folder. */
export async function writeKernelSpec(dataFolder: string): Promise<void> {
  const folder = join(dataFolder, "kernels", "deno");
  await Deno.mkdir(folder, { recursive: true });
  const spec = {
    argv: [denoPath(), "jupyter", "--kernel", "--conn", "{connection_file}"],
    display_name: "Deno",
    language: "typescript",
  };
  await Deno.writeTextFile(join(folder, "kernel.json"), JSON.stringify(spec));
}

/** A program that was made by `deno compile` has no kernel of its own. */
function denoPath(): string {
  return Deno.build.standalone ? "deno" : Deno.execPath();
}
