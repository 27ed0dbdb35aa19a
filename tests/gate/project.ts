import { dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the project. */
export const projectRoot: string = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What a walk never enters: made by tools, or not part of the project. */
const SKIPPED = new Set(["node_modules", "runs", "coverage", "__pycache__"]);

/** The files under `start` (a file or a folder of the project), as paths relative to `root`, sorted. */
export function filesUnder(root: string, start: string): string[] {
  const found: string[] = [];
  const visit = (path: string) => {
    const info = statOrNull(path);
    if (info === null) return;
    if (!info.isDirectory) {
      found.push(relative(root, path));
      return;
    }
    for (const entry of Deno.readDirSync(path)) {
      const hidden = entry.name.startsWith(".") && entry.isDirectory && entry.name !== ".ci";
      if (!hidden && !SKIPPED.has(entry.name) && !entry.isSymlink) visit(`${path}/${entry.name}`);
    }
  };
  visit(start === "." ? root : `${root}/${start}`);
  return found.sort();
}

/** The TypeScript files under the given files and folders, as paths relative to `root`. */
export function typescriptFiles(root: string, starts: readonly string[]): string[] {
  return starts.flatMap((start) => filesUnder(root, start)).filter((path) => /\.tsx?$/.test(path));
}

/**
 * The files that git tracks or would, as paths relative to `root`, sorted. Where git does not answer (an unpacked
 * archive), every file that is not made by a tool.
 */
export async function trackedFiles(root: string): Promise<string[]> {
  const listed = await gitFiles(root);
  if (listed === null) return filesUnder(root, ".");
  return [...new Set(listed)].filter((path) => statOrNull(`${root}/${path}`)?.isFile).sort();
}

async function gitFiles(root: string): Promise<string[] | null> {
  try {
    const { success, stdout } = await new Deno.Command("git", {
      args: ["-c", `safe.directory=${root}`, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
      cwd: root,
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout).split("\0").filter((path) => path !== "") : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function statOrNull(path: string): Deno.FileInfo | null {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
