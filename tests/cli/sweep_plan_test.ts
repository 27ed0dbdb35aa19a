import { assert, assertEquals, assertMatch } from "@std/assert";
import { sweepPlan } from "../../src/cli/commands/sweep_plan.ts";
import { tempDir } from "../support/temp_dir.ts";
import { testIo, type TestIoOptions } from "./_test_io.ts";

const PROMPTS = '[prompts]\nitems = [{ prompt = "2 + 2 = ?" }]\n';
const PRICE = 'price = { input_per_1m_usd = "1", output_per_1m_usd = "2" }\n';

/** What the command answers for a plan of these endpoints. */
async function plan(keys: readonly string[], { extra = "", ...options }: TestIoOptions & { extra?: string } = {}) {
  using dir = tempDir();
  const endpoints = keys.map((key) => `[[endpoints]]\nkey = "${key}"\n${extra}`).join("");
  await Deno.writeTextFile(`${dir.path}/plan.toml`, `name = "noted"\n${endpoints}${PROMPTS}`);
  const io = testIo({ ...options, cwd: dir.path });
  const { text, document, exitCode } = await sweepPlan.run({ io, json: false }, {
    args: ["plan.toml"],
    flags: { ledger: "ledger.sqlite" },
  });
  return { text, exitCode, notes: (document as { notes: unknown }).notes };
}

Deno.test("a model that the catalog does not have is noted, and is no error", async () => {
  const { text, exitCode, notes } = await plan(["openai/gpt-4o-mni@openai", "openai/gpt-4o-mini@openai"]);
  const message = 'the catalog does not have the model "openai/gpt-4o-mni"; ' +
    'the nearest that it has is "openai/gpt-4o-mini"';
  assertEquals(notes, [{ endpoint: "openai/gpt-4o-mni@openai", message, nearest: "openai/gpt-4o-mini" }]);
  assert(text.endsWith(`\n\nnote: openai/gpt-4o-mni@openai: ${message}\n`));
  assertEquals(exitCode ?? 0, 0);
  assertMatch(text, /^openai\/gpt-4o-mini@openai .*\(catalog, \d{4}-\d\d-\d\d\)$/m);
});

Deno.test("a plan's own price does not hide that nobody knows the model", async () => {
  const { notes } = await plan(["xyz/zzz@groq"], { extra: PRICE });
  const message = 'the catalog does not have the model "xyz/zzz"';
  assertEquals(notes, [{ endpoint: "xyz/zzz@groq", message, nearest: null }]);
});

Deno.test("nothing is noted of models that are known, nor of servers of one's own", async () => {
  for (const [key, extra] of [["openai/gpt-4o-mini@openai", ""], ["acme/parrot@local", 'base_url = "http://h/v1"\n']]) {
    const { text, notes } = await plan([key], { extra });
    assertEquals([notes, text.includes("note:")], [[], false], key);
  }
});

Deno.test("a catalog that cannot be read is no reason for a plan with prices to fail", async () => {
  using dir = tempDir();
  const env = { TAPEDECK_CATALOG: dir.path };
  const { notes } = await plan(["openai/gpt-4o-mini@openai"], { env, extra: PRICE });
  assertEquals(notes, []);
});

Deno.test("on a terminal the tables are as wide as it is at most", async () => {
  const key = "meta-llama/llama-3.1-8b-instruct@openrouter/deepinfra/fp8";
  const widest = (text: string) =>
    Math.max(...text.split("\n").filter((line) => line.startsWith("─")).map(({ length }) => length));
  assert(widest((await plan([key])).text) > 120);
  const { text } = await plan([key], { terminal: true, columns: 100 });
  assert(widest(text) <= 100);
  assert(text.includes(`\n${key}  `), "the key stands as it is");
});
