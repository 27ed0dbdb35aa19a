import { assertEquals, assertMatch } from "@std/assert";
import { startSimulated } from "../../src/provider/simulated/mod.ts";
import { parsePlan, runSweep } from "../../src/sweep/mod.ts";
import { WarningTally } from "../../src/sweep/_warning_tally.ts";
import { tempDir } from "../support/temp_dir.ts";
import { parrotOptions } from "./_parrot.ts";

Deno.test("what a provider cannot be sent is told once for each endpoint, in a replay as when it was recorded", async () => {
  using dir = tempDir();
  await using server = startSimulated();
  const plan = await parsePlan(
    `name = "warnings"
[[endpoints]]
key = "simulated/steady@openai"
base_url = "${server.origin}/v1"
wire_model = "simulated/steady"
api_key_env = "KEY"
[[endpoints]]
key = "simulated/steady@simulated"
base_url = "${server.origin}/v1"
[parameters]
top_k = 3
[prompts]
items = [{ prompt = "a" }, { prompt = "b" }]
`,
    { path: "warnings.toml" },
  );
  const options = { ...parrotOptions(dir.path), env: (name: string) => name === "KEY" ? "filler" : undefined };
  const recorded = await runSweep(plan, options);
  assertEquals(recorded.warnings.map(({ endpoint, answers }) => [endpoint, answers]), [["simulated/steady@openai", 2]]);
  assertMatch(recorded.warnings[0].message, /^Cannot send "top_k"/);
  const replayed = await runSweep(plan, { ...options, mode: "replay" });
  assertEquals(replayed.warnings, recorded.warnings);
});

Deno.test("a warning counts once for each answer, and very many different ones are not all kept", () => {
  const tally = new WarningTally();
  const warning = (message: string) => ({ code: "unsupported", message }) as const;
  tally.add("b", [warning("x"), warning("x")]);
  tally.add("a", [warning("y")]);
  tally.add("b", [warning("x")]);
  assertEquals(tally.list(), [
    { endpoint: "a", message: "y", answers: 1 },
    { endpoint: "b", message: "x", answers: 2 },
  ]);
  for (let i = 0; i < 5000; i++) tally.add("c", [warning(`${i}`)]);
  assertEquals(tally.list().length, 1000);
});
