import { assert, assertEquals, assertMatch } from "@std/assert";
import { sweepPlan } from "../../src/cli/commands/sweep_plan.ts";
import { tempDir } from "../support/temp_dir.ts";
import { testIo, type TestIoOptions } from "./_test_io.ts";

const PROMPTS = '[prompts]\nitems = [{ prompt = "2 + 2 = ?" }]\n';
const PRICE = 'price = { input_per_1m_usd = "1", output_per_1m_usd = "2" }\n';

interface PlanDocument {
  readonly strictness: string;
  readonly forecast: { readonly least_ms: number | null };
  readonly endpoints: readonly {
    readonly key: string;
    readonly problems: readonly { readonly parameter: string; readonly part: unknown }[];
    readonly limits: unknown;
    readonly guessed_limits: unknown;
    readonly credential: unknown;
  }[];
}

interface PlanWorld extends TestIoOptions {
  /** What stands in the plan behind each endpoint. */
  readonly extra?: string;
  /** The project's configuration. */
  readonly config?: string;
  readonly strictness?: "warn" | "error";
}

/** What the command answers for a plan of these endpoints. */
async function plan(keys: readonly string[], { extra = "", config, strictness, ...options }: PlanWorld = {}) {
  using dir = tempDir();
  const endpoints = keys.map((key) => `[[endpoints]]\nkey = "${key}"\n${extra}`).join("");
  await Deno.writeTextFile(`${dir.path}/plan.toml`, `name = "noted"\n${endpoints}${PROMPTS}`);
  const io = testIo({ ...options, cwd: dir.path });
  if (config !== undefined) await Deno.writeTextFile(`${dir.path}/tapedeck.toml`, `version = 1\n${config}`);
  const { text, document, exitCode } = await sweepPlan.run({ io, json: false }, {
    args: ["plan.toml"],
    flags: { ledger: "ledger.sqlite", strictness },
  });
  const left = [...Deno.readDirSync(dir.path)].map(({ name }) => name).sort();
  return {
    text,
    exitCode,
    notes: (document as { notes: unknown }).notes,
    document: document as unknown as PlanDocument,
    left,
  };
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

const STUBBORN = "parameters = { temperature = 0.2 }\n";

Deno.test("what an endpoint does not take stands beside it, for people and for programs", async () => {
  const keys = ["openai/gpt-5@openai", "openai/gpt-4o-mini@openai"];
  const { text, document, exitCode, left } = await plan(keys, { extra: STUBBORN });
  assertMatch(text, /^warning: openai\/gpt-5@openai: Cannot send "temperature" as .*: current value is 0\.2$/m);
  assertEquals(document.endpoints.map(({ problems }) => problems.map(({ parameter, part }) => [parameter, part])), [
    [["temperature", null]],
    [],
  ]);
  assertEquals([document.strictness, exitCode ?? 0], ["warn", 0]);
  assertEquals(left, ["plan.toml"], "no file is made");
});

Deno.test("under the strictness error a plan with problems ends with exit code 2, and is shown as a whole", async () => {
  const key = ["openai/gpt-5@openai"];
  const byFlag = await plan(key, { extra: STUBBORN, strictness: "error" });
  const byProject = await plan(key, { extra: STUBBORN, config: '[defaults]\nstrictness = "error"\n' });
  for (const { text, document, exitCode } of [byFlag, byProject]) {
    assertEquals([document.strictness, exitCode], ["error", 2]);
    assertMatch(text, /^error: openai\/gpt-5@openai: Cannot send "temperature"/m);
    assertMatch(text, /^A run that calls live is refused/m);
  }
  const config = '[defaults]\nstrictness = "error"\n';
  assertEquals((await plan(key, { extra: STUBBORN, config, strictness: "warn" })).exitCode ?? 0, 0);
  assertEquals((await plan(key, { strictness: "error" })).exitCode ?? 0, 0, "nothing is wrong with it");
});

Deno.test("programs are told of limits and credentials, and never of a key", async () => {
  const canary = "sk-canary-of-a-planned-sweep-9e1c";
  const config = `[providers.work]
kind = "openai"
credential = "openai/work"
limits = { requests_per_minute = 5 }
[credentials."openai/work"]
env = "WORK_KEY"
`;
  const keys = ["openai/gpt-4o-mini@work", "openai/gpt-4o-mini@openai"];
  const { text, document } = await plan(keys, { config, env: { WORK_KEY: canary } });
  const [work, plain] = document.endpoints;
  assertEquals([work.limits, work.guessed_limits], [{ requests_per_minute: 5 }, {}]);
  assertEquals(work.credential, { name: "openai/work", is_present: true, problem: null });
  assertEquals([plain.limits, plain.guessed_limits], [{}, { requests_per_minute: 500 }]);
  assertMatch(
    text,
    /^credential: the environment variable OPENAI_API_KEY is not set \(for openai\/gpt-4o-mini@openai\)$/m,
  );
  assert(!(JSON.stringify(document) + text).includes(canary));
});

Deno.test("limits that are set say how long a run takes at the least", async () => {
  const config = "[providers.openai]\nlimits = { requests_per_day = 1 }\n";
  const keys = ["openai/gpt-4o-mini@openai", "openai/gpt-4o@openai"];
  const { text, document } = await plan(keys, { config });
  assertEquals(document.forecast.least_ms, 86_400_000);
  assertMatch(text, /^The limits that are set make it take 24 h 0 min at least\.$/m);
  const free = await plan(keys);
  assertEquals([free.document.forecast.least_ms, free.text.includes("limits that are set")], [null, false]);
});

Deno.test("a plan shows what its patterns stand for and which part of it is meant", async () => {
  using dir = tempDir();
  await Deno.writeTextFile(
    `${dir.path}/plan.toml`,
    `name = "patterns"
endpoints = ["openai/gpt-4o-mini*@openai"]
[grid]
temperature = [0, 1]
max_tokens = [10, 20]
[[grid.exclude]]
temperature = 1
max_tokens = 20
${PROMPTS}`,
  );
  const io = testIo({ cwd: dir.path });
  const command = (only?: string[]) =>
    sweepPlan.run({ io, json: false }, { args: ["plan.toml"], flags: { ledger: "ledger.sqlite", only } });
  const whole = await command();
  assertMatch(whole.text, /^patterns: 6 cells = 2 endpoints × 1 prompt × 3 points × 1 repeat$/m);
  assertMatch(
    whole.text,
    /^pattern +openai\/gpt-4o-mini\*@openai stands for 2 endpoints: openai\/gpt-4o-mini-2024-07-18@openai, /m,
  );
  const { patterns } = whole.document as unknown as { patterns: { pattern: string; endpoints: string[] }[] };
  assertEquals(patterns[0].endpoints.at(-1), "openai/gpt-4o-mini@openai");
  const part = await command(["temperature=1", "endpoint=*mini@openai"]);
  assertMatch(part.text, /^patterns: 1 cell = 1 endpoint × 1 prompt × 1 point × 1 repeat$/m);
  assertMatch(part.text, /^only +temperature=1 endpoint=\*mini@openai$/m);
});
