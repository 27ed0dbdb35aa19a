/** A run of a parrot in a folder, for commands that look at what was answered. */
import { main } from "../../src/cli/main.ts";
import { loadPlan, runSweep } from "../../src/sweep/mod.ts";
import { startJudged } from "../sweep/scoring/_judged.ts";
import { testIo, type TestIoOptions } from "./_test_io.ts";

/** The plan's file in a folder; `score` is its table of scorers. */
export async function writePlan(folder: string, baseUrl: string, score: string, { run = "" } = {}): Promise<string> {
  const path = `${folder}/plan.toml`;
  await Deno.writeTextFile(
    path,
    `name = "parrot"
[[endpoints]]
key = "acme/parrot@local"
base_url = "${baseUrl}"
price = { input_per_1m_usd = "1", output_per_1m_usd = "2" }
[grid]
temperature = [0, 0.5]
[prompts]
template = "Say {{word}}"
items = [{ id = "p0", word = "word0", expected = "word0" }, { id = "p1", word = "word1", expected = "word1" }]
[run]
cassette = "tape.jsonl"
${run}
${score}
`,
  );
  return path;
}

/** A run of four cells, and the server that answered and judges it. */
export async function scoredRun(folder: string, score = "[score]\ncontains = true") {
  const server = startJudged();
  const plan = await loadPlan(await writePlan(folder, server.baseUrl, score));
  const { runId, out } = await runSweep(plan, {
    ledgerPath: `${folder}/runs/ledger.sqlite`,
    outRoot: `${folder}/runs`,
    mode: "record",
    cassettePath: `${folder}/tape.jsonl`,
    concurrency: 4,
    keepNetwork: true,
    env: () => undefined,
  });
  return { ...server, runId, out };
}

/** A command in a folder, and what it wrote. */
export async function command(folder: string, args: readonly string[], io: TestIoOptions = {}) {
  const world = testIo({ cwd: folder, ...io });
  const code = await main(args, world);
  return { code, ...world.written };
}
