import { assertEquals, assertNotEquals } from "@std/assert";
import { startSimulated } from "../../src/provider/simulated/mod.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { parsePlan, runSweep } from "../../src/sweep/mod.ts";
import { collect } from "../support/iterate.ts";
import { tempDir } from "../support/temp_dir.ts";
import { parrotOptions } from "./_parrot.ts";

const DOORS = [
  ["openai-chat", "/v1"],
  ["anthropic-messages", "/v1"],
  ["gemini-generate-content", "/v1beta"],
  ["cohere-chat", "/v2"],
  ["ollama-chat", "/api"],
];

/** One model behind five doors, asked with a schema, a tool and a seed. */
function planText(origin: string, stream: boolean): string {
  const endpoints = DOORS.map(([wire, path]) =>
    `[[endpoints]]
key = "simulated/steady@simulated/${wire}"
base_url = "${origin}${path}"
wire = "${wire}"
wire_model = "simulated/steady"
price = { input_per_token_usd = "0.00000005", output_per_token_usd = "0.0000002" }
`
  );
  return `name = "five formats"
stream = ${stream}
${endpoints.join("\n")}
[parameters]
max_tokens = 60
seed = 7
[grid]
temperature = [0, 0.5]
[prompts]
system = "Be brief."
template = "Tell of {{word}}."
items = [{ id = "a", word = "rain" }, { id = "b", word = "snow" }]
`;
}

for (const stream of [true, false]) {
  const name = stream ? "streamed" : "whole";
  Deno.test(`a sweep over one model behind five wire formats is recorded and replayed, ${name}`, async () => {
    using dir = tempDir();
    await using server = startSimulated({ seed: 3 });
    const plan = await parsePlan(planText(server.origin, stream), { path: "five.toml" });
    const options = parrotOptions(dir.path);
    const recorded = await runSweep(plan, options);
    assertEquals([recorded.cells, recorded.ok, recorded.failed], [20, 20, 0]);
    await server.close();
    const replayed = await runSweep(plan, { ...options, mode: "replay" });
    assertNotEquals(replayed.runId, recorded.runId);
    assertEquals([replayed.resultsHash, replayed.costUsd], [recorded.resultsHash, recorded.costUsd]);
    await using ledger = await openSqliteLedger(options.ledgerPath);
    const rows = await collect(ledger.attempts(replayed.runId));
    for (const row of rows) {
      assertEquals(typeof row.inputTokens === "number" && typeof row.outputTokens === "number", true, row.endpoint);
      assertEquals([row.costSource, row.finishReason === null, row.ttftMs === null], ["tokens", false, !stream]);
    }
    assertEquals(new Set(rows.map(({ endpoint }) => endpoint)).size, 5);
  });
}

Deno.test("the plan on the page of simulated models calls each door in its format", async () => {
  using dir = tempDir();
  const page = await Deno.readTextFile(new URL("../../docs/simulated.md", import.meta.url));
  const [, toml] = /```toml\n(name = [^`]*)```/.exec(page)!;
  await using server = startSimulated();
  const plan = await parsePlan(toml.replaceAll("http://127.0.0.1:8413", server.origin), { path: "doors.toml" });
  const recorded = await runSweep(plan, parrotOptions(dir.path));
  assertEquals([recorded.cells, recorded.ok], [4, 4]);
});
