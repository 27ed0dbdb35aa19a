import { glob } from "node:fs/promises";
import { compareText } from "../../base/mod.ts";
import type { FileProblems } from "../../config/mod.ts";

/** The files that `prompts.file` names, patterns being followed by what they match in the order of its code units. */
export async function findFiles(
  given: string | readonly string[],
  { besidePlan, problems }: { readonly besidePlan: (path: string) => string; readonly problems: FileProblems },
): Promise<string[]> {
  const files: string[] = [];
  for (const [i, path] of [given].flat().entries()) {
    const at = typeof given === "string" ? ["prompts", "file"] : ["prompts", "file", i];
    const found = /[*?[{]/.test(path) ? await matching(besidePlan(path)) : [besidePlan(path)];
    if (found.length === 0) problems.add(at, "matches no file", path);
    for (const file of found) {
      if (files.includes(file)) problems.add(at, "names a file a second time", file);
      else files.push(file);
    }
  }
  return files;
}

async function matching(pattern: string): Promise<string[]> {
  // A name may have brackets of its own.
  if (await Deno.stat(pattern).then(({ isFile }) => isFile, () => false)) return [pattern];
  const found: string[] = [];
  for await (const path of glob(pattern)) if ((await Deno.stat(path)).isFile) found.push(path);
  return found.sort(compareText);
}
