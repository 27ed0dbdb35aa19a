import { assert, assertEquals, assertLess } from "@std/assert";
import { formatCassette } from "../../src/cassette/mod.ts";
import { openCassette, scanFiles, verifyCassette } from "../../src/recording/mod.ts";
import { cellCount, loadPlan, runSweep } from "../../src/sweep/mod.ts";
import { SDK_ENDPOINT, SDK_SERVER, sdkTalk } from "../../cassettes/record/sdk_talk.ts";
import { noNetwork } from "../cassette/support.ts";
import { tempDir } from "../support/temp_dir.ts";

/** What recording each tape printed, and what every replay must print. */
const RECORDED: readonly (readonly [plan: string, tape: string, cells: number, hash: string])[] = [
  ["quickstart", "quickstart", 256, "results_3-bvnm747DDMoqvPh7jyLK-S9V1lny_-"],
  ["choose", "choose", 320, "results_TBNn3Pco6lelmfIcWlgHtDjsfSfZUT2_"],
  ["parameters", "parameters", 384, "results_TPLjJTdAVmOELEkRQKqxcqw1ictDoo6S"],
  ["drift", "drift-base", 120, "results_B0pKJxi4cQRcTAAFww22xlNc8l5kxSWJ"],
  ["drift", "drift-again", 120, "results_QgCVeLF4He7HQdGnFJ8sHtAcr3pbPJeH"],
  ["drift", "drift-new", 120, "results_eIb5srup5PD2gBiFngE8Uq3cxTYcyVLL"],
];

const tapes = [...Deno.readDirSync("cassettes")].map(({ name }) => name).filter((name) => name.endsWith(".jsonl"));

Deno.test("each shipped tape is pinned here", () => {
  assertEquals(tapes.sort(), [...RECORDED.map(([, tape]) => `${tape}.jsonl`), "sdk.jsonl"].sort());
});

for (const [name, tape, cells, hash] of RECORDED) {
  Deno.test(`${tape}.jsonl replays the plan ${name} with the hash of its recording, and nothing of it is left over`, async () => {
    using dir = tempDir();
    const plan = await loadPlan(`sweeps/${name}.toml`);
    assertEquals(cellCount(plan), cells);
    const run = await runSweep(plan, {
      mode: "replay",
      cassettePath: `cassettes/${tape}.jsonl`,
      ledgerPath: `${dir.path}/ledger.sqlite`,
      outRoot: dir.path,
      concurrency: 8,
      unused: "error",
      keepNetwork: true,
    });
    assertEquals([run.ok, run.failed, run.resultsHash], [cells, 0, hash]);
  });
}

Deno.test("the SDKs of OpenAI and Anthropic make the same of sdk.jsonl as of the server", async () => {
  await using tape = await openCassette("cassettes/sdk.jsonl", {
    endpoints: { [SDK_ENDPOINT]: SDK_SERVER },
    fetch: noNetwork,
    keepNetwork: true,
    unused: "error",
  });
  assertEquals(await sdkTalk(tape.fetch), {
    models: ["smollm2-135m-instruct"],
    capital: "The capital of France is Paris, not France.",
    streamed: "7 + 5 is 12.",
    animals: [
      "Name one animal: bear",
      "There's one for you: A Shwair\n\n#Namazi",
      "One might consider the most relatable animal of the five, yet it is no surprise",
    ],
    hello:
      "Hello, welcome to my little corner of the world. I'm Ada, the gentle giant, a wonderful companion and helper",
    name: "I'm so glad you're here. My name is Ada, the gentle giant, a wonderful companion and helper. I",
    response: "The color of grass is a simple yet simple answer. It is a type of",
    refused: [400, "400 All non-assistant messages must contain 'content'"],
    anthropic: ["The capital of Japan is Tokyo."],
    anthropicStreamed: "The answer to this question is 8.\n\nThe answer to this question",
    anthropicTokens: [62, 16],
  });
});

for (const name of tapes) {
  Deno.test(`${name} is sound, tidy, small, and has no secret`, async () => {
    const path = `cassettes/${name}`;
    assertEquals(await verifyCassette(path), []);
    assert(!(await formatCassette(path, { check: true })).changed);
    assertLess((await Deno.stat(path)).size, 2_500_000);
    assertEquals((await scanFiles([path])).findings, []);
  });
}
