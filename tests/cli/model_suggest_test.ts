import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/main.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { makeAttempt, makeRun } from "../support/attempts.ts";
import { tempDir } from "../support/temp_dir.ts";
import { testIo } from "./_test_io.ts";

const TOML = `version = 1
${
  [["me/mine@a", "10"], ["me/mine@b", "4"], ["me/other@a", "1"]].map(([key, usd]) =>
    `[[endpoints]]
key = "${key}"
base_url = "http://127.0.0.1:1/v1"
price = { input_per_1m_usd = "${usd}", output_per_1m_usd = "${usd}" }
context_tokens = 8000
`
  ).join("")
}`;

async function run(cwd: string, ...args: string[]) {
  const io = testIo({ cwd, env: { TAPEDECK_CATALOG: ":memory:" } });
  const code = await main(["model", "suggest", ...args], io);
  return { code, ...io.written };
}

Deno.test("model suggest shows what is cheaper, by how much, from where, and what nobody knows", async () => {
  using dir = tempDir();
  await Deno.writeTextFile(`${dir.path}/tapedeck.toml`, TOML);
  const { code, stdout } = await run(dir.path, "me/mine@a");
  assertEquals(code, 0);
  assertStringIncludes(stdout, "Compared with me/mine@a, for calls of 1,000 tokens in and 300 out (assumed)");
  assertStringIncludes(stdout, "60 % cheaper (0.0052 USD, not 0.013 USD)");
  assertStringIncludes(stdout, "How good the answers of me/other are, nobody has measured here");
  assert(stdout.indexOf("me/mine@b") < stdout.indexOf("me/other@a"));
});

Deno.test("model suggest as a document, cut to a limit", async () => {
  using dir = tempDir();
  await Deno.writeTextFile(`${dir.path}/tapedeck.toml`, TOML);
  const { suggestions, usage } = JSON.parse((await run(dir.path, "me/mine@a", "--limit", "1", "--json")).stdout);
  assertEquals(usage, { input_tokens: 1000, output_tokens: 300, calls: 0 });
  assertEquals(suggestions.length, 1);
  assertEquals(suggestions[0].is_same_model, true);
});

Deno.test("model suggest says how many prompts own runs had", async () => {
  using dir = tempDir();
  await Deno.writeTextFile(`${dir.path}/tapedeck.toml`, TOML);
  {
    await using ledger = await openSqliteLedger(`${dir.path}/runs/ledger.sqlite`);
    await ledger.startRun(makeRun());
    const rows = [["me/mine@a", 0.5], ["me/other@a", 0.75]] as const;
    await ledger.append(
      rows.map(([endpoint, score], cellIndex) =>
        makeAttempt({ endpoint, model: endpoint.split("@")[0], score, cellIndex, promptId: "p1" })
      ),
    );
  }
  const { stdout } = await run(dir.path, "me/mine@a");
  assertStringIncludes(stdout, "50 % higher score (0.750, not 0.500)");
  assertStringIncludes(stdout, "own runs, n = 1");
});

Deno.test("model suggest says where nothing is better, and that a model is not there", async () => {
  using dir = tempDir();
  await Deno.writeTextFile(`${dir.path}/tapedeck.toml`, TOML);
  assertStringIncludes((await run(dir.path, "me/other")).stdout, "Nothing that you can call is known to be cheaper");
  assertEquals((await run(dir.path, "no/such")).code, 2);
});
