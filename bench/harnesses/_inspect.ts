import { installed } from "./_install.ts";
import type { Job, Tool } from "./_tool.ts";

const SCRIPT = new URL("./_inspect.py", import.meta.url).pathname;
const FRAME = "import sys\nfrom inspect_ai.analysis import samples_df\nprint(len(samples_df(sys.argv[1])))";

/** Inspect, by a script of its own, as its documentation has it. */
export async function inspect(): Promise<Tool | null> {
  const root = await installed("inspect");
  if (root === null) return null;
  const python = `${root}/venv/bin/python`;
  const env = (folder: string) => ({ INSPECT_CACHE_DIR: `${folder}/cache`, HOME: folder });
  return {
    name: "inspect-ai 0.3.260",
    async command({ cases, concurrency, target, folder, cache, resume, shard }: Job) {
      if (resume || shard !== undefined) return null;
      await Deno.mkdir(folder, { recursive: true });
      const args = [String(cases), String(concurrency), target, `${folder}/logs`, cache === "off" ? "off" : "on"];
      return { file: python, args: [SCRIPT, ...args], env: env(folder) };
    },
    results: ({ folder, cache }) => [`${folder}/logs`, ...(cache === "off" ? [] : [`${folder}/cache`])],
    frame: ({ folder }) => Promise.resolve({ file: python, args: ["-c", FRAME, `${folder}/logs`], env: env(folder) }),
  };
}
