import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { checkParameters } from "../../../src/routing/mod.ts";
import type { Capabilities, EndpointRecord } from "../../../src/spec/mod.ts";
import { cellsOf, parsePlan, planParameterProblems, type PlanProblem } from "../../../src/sweep/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { runnerModule } from "../_plugins.ts";

const NOTHING = () => undefined;
const PROMPT = '[prompts]\nitems = [{ prompt = "Hi" }]\n';
const UNKNOWN = Object.fromEntries(
  ["tools", "json", "jsonSchema", "images", "files", "audio", "reasoning", "seed", "logprobs", "streaming"]
    .map((name) => [name, "uncertain"]),
) as unknown as Capabilities;

/** What a list could say of an endpoint. */
function record(key: string, facts: Partial<EndpointRecord> = {}): EndpointRecord {
  return {
    key,
    model: key.split("@")[0],
    provider: "box",
    servedBy: "box",
    tag: null,
    wireModel: "parrot",
    quantization: null,
    contextTokens: null,
    maxInputTokens: null,
    maxOutputTokens: null,
    parameters: null,
    capabilities: UNKNOWN,
    price: null,
    status: null,
    uptime: { last5m: null, last30m: null, last1d: null },
    ttftMs: null,
    outputTps: null,
    extra: {},
    fetchedAt: "2026-11-21T00:00:00Z",
    tier: "api",
    ...facts,
  };
}

function planOf(keys: readonly string[], rest = "", prompts = PROMPT) {
  const endpoints = keys.map((key) => `[[endpoints]]\nkey = "${key}"\n`).join("");
  const toml = `name = "checked"\n${endpoints}${rest}\n${prompts}`;
  return parsePlan(toml.replaceAll(/^(key = ".*@box")$/gm, '$1\nbase_url = "http://127.0.0.1:9/v1"'), {
    path: "plans/checked.toml",
  });
}

/** What is found of endpoints that the catalog knows as it ships. */
async function shipped(keys: readonly string[], rest = "", prompts = PROMPT) {
  return shown(await planParameterProblems(await planOf(keys, rest, prompts), { env: NOTHING }));
}

/** What is found of endpoints that no list has: by the rules of their models and their wire formats. */
async function unlisted(keys: readonly string[], rest = "") {
  const records = () => Promise.resolve(new Map());
  return shown(await planParameterProblems(await planOf(keys, rest), { records }));
}

/** What is found of one endpoint of which a list says just this. */
async function known(facts: Partial<EndpointRecord>, rest = "", prompts = PROMPT) {
  const key = "acme/parrot@box";
  const records = () => Promise.resolve(new Map([[key, record(key, facts)]]));
  return await planParameterProblems(await planOf([key], rest, prompts), { records });
}

const shown = (problems: readonly PlanProblem[]) =>
  problems.map(({ endpoint, parameter, part }) => [endpoint, parameter, part]);
const parts = (problems: readonly PlanProblem[]) => problems.map(({ parameter, part }) => [parameter, part]);

Deno.test("what nobody knows anything of is taken", async () => {
  const rest = "[parameters]\ntop_k = 5\nseed = 1\nmax_tokens = 99999999\n[grid]\ntemperature = [0, 2]";
  assertEquals(await shipped(["acme/parrot@box"], rest), []);
  assertEquals(await known({}, rest), []);
});

Deno.test("a fixed parameter that an endpoint does not take is told of that endpoint, for all its cells", async () => {
  const keys = ["openai/gpt-5@openai", "openai/gpt-4o-mini@openai"];
  assertEquals(await shipped(keys, "[parameters]\ntemperature = 0.2"), [[keys[0], "temperature", null]]);
});

Deno.test("of an axis it is told how many of its values are not taken", async () => {
  const problems = await shipped(["openai/gpt-5@openai"], "[grid]\ntemperature = [0, 0.5, 1]\nseed = [1, 2, 3, 4]");
  assertEquals(problems, [["openai/gpt-5@openai", "temperature", { by: "temperature", count: 2, of: 3 }]]);
});

Deno.test("an axis none of whose values is taken is a problem of all cells", async () => {
  assertEquals(await shipped(["openai/gpt-5@openai"], "[grid]\ntemperature = [0, 0.5]"), [
    ["openai/gpt-5@openai", "temperature", null],
  ]);
});

Deno.test("a parameter that another axis forbids is told by that axis", async () => {
  const rest = '[parameters]\ntemperature = 0.2\n[grid]\nreasoning_effort = ["none", "low", "high"]';
  assertEquals(await unlisted(["openai/gpt-5.1@openai"], rest), [
    ["openai/gpt-5.1@openai", "temperature", { by: "reasoning_effort", count: 2, of: 3 }],
  ]);
});

Deno.test("values that are a problem only together are seen at the ends of their axes", async () => {
  const rest = '[grid]\ntemperature = [1, 0.2]\nreasoning_effort = ["none", "high"]';
  assertEquals(await unlisted(["openai/gpt-5.1@openai"], rest), [
    ["openai/gpt-5.1@openai", "temperature", { by: "temperature", count: 1, of: 2 }],
  ]);
});

Deno.test("what the wire format leaves out is told, of a provider's own fields nothing", async () => {
  const rest = "[parameters]\ntop_k = 5\n[parameters.extra]\nmine = 1";
  assertEquals(await shipped(["openai/gpt-4o-mini@openai"], rest), [["openai/gpt-4o-mini@openai", "top_k", null]]);
});

Deno.test("more tokens than an endpoint ever answers with are too many", async () => {
  const found = await known({ maxOutputTokens: 100 }, "[grid]\nmax_tokens = [50, 100, 101, 1000]");
  assertEquals(parts(found), [["max_tokens", { by: "max_tokens", count: 2, of: 4 }]]);
  assertMatch(found[0].message, /takes at most 100: current value is 101$/);
});

Deno.test("tools and the form of the answer are held against abilities", async () => {
  const rest = `[parameters]
tools = [{ name = "f", parameters = { type = "object" } }]
response_format = { type = "json" }`;
  const capabilities: Capabilities = { ...UNKNOWN, tools: "no", json: "no" };
  assertEquals(parts(await known({ capabilities }, rest)), [["tools", null], ["response_format", null]]);
});

Deno.test("of prompts with images it is told how many they are", async () => {
  const image = '{ type = "image_url", image_url = { url = "data:image/png;base64,AA==" } }';
  const seeing = `{ messages = [{ role = "user", content = [${image}] }] }`;
  const capabilities: Capabilities = { ...UNKNOWN, images: "no" };
  const some = await known({ capabilities }, "", `[prompts]\nitems = [{ prompt = "Hi" }, ${seeing}]`);
  assertEquals(parts(some), [["messages", { by: "prompts", count: 1, of: 2 }]]);
  assertEquals(parts(await known({ capabilities }, "", `[prompts]\nitems = [${seeing}]`)), [["messages", null]]);
  assertEquals(await known({}, "", `[prompts]\nitems = [${seeing}]`), []);
});

const words = (count: number) => `{ id = "w${count}", prompt = "${"word ".repeat(count).trim()}" }`;

Deno.test("a prompt that certainly does not fit into the context is told by its name", async () => {
  const prompts = `[prompts]\nitems = [${words(10)}, ${words(5000)}, ${words(3000)}]`;
  const [problem, ...others] = await known({ contextTokens: 1000 }, "", prompts);
  assertEquals([problem.parameter, problem.part, others], ["messages", { by: "prompts", count: 2, of: 3 }, []]);
  assertMatch(problem.message, /takes at most 999 tokens: current value is at least \d+, of the prompt "w5000"$/);
  assertEquals(await known({ contextTokens: 100_000 }, "", prompts), []);
});

Deno.test("a prompt that may fit is not held against an endpoint", async () => {
  // 1,000 words are 1,000 tokens of OpenAI's and may be 600 of another family's.
  const prompts = `[prompts]\nitems = [${words(1000)}]`;
  assertEquals(await known({ contextTokens: 900 }, "", prompts), []);
  assertEquals(parts(await known({ contextTokens: 500 }, "", prompts)), [["messages", null]]);
});

Deno.test("input that is limited apart counts by itself", async () => {
  const prompts = `[prompts]\nitems = [${words(1000)}]`;
  assertEquals(parts(await known({ contextTokens: 90_000, maxInputTokens: 500 }, "", prompts)), [["messages", null]]);
});

Deno.test("an answer that the prompt leaves no room for is a matter of max_tokens", async () => {
  const prompts = `[prompts]\nitems = [${words(10)}, ${words(1000)}]`;
  const axis = await known({ contextTokens: 2000 }, "[grid]\nmax_tokens = [100, 1900]", prompts);
  assertEquals(parts(axis), [["max_tokens", { by: "max_tokens", count: 1, of: 2 }]]);
  assertMatch(axis[0].message, /room for 2000 tokens in all and the prompt "w1000" .* current value is 1900$/);
  const fixed = await known({ contextTokens: 2000 }, "[parameters]\nmax_tokens = 1900", prompts);
  assertEquals(parts(fixed), [["max_tokens", { by: "prompts", count: 1, of: 2 }]]);
});

Deno.test("an axis of very many values is looked at here and there, and its ends always", async () => {
  const rest = "[grid]\nseed = { start = 0, stop = 2999, steps = 3000 }\n";
  assertEquals(await known({ parameters: ["seed"] }, rest), []);
  assertEquals(parts(await known({ parameters: ["temperature"] }, rest)), [["seed", null]]);
  const limits = "[grid]\nmax_tokens = { start = 1, stop = 3000, steps = 3000 }\n";
  assertEquals(parts(await known({ maxOutputTokens: 2999 }, limits)), [
    ["max_tokens", { by: "max_tokens", count: null, of: 3000 }],
  ]);
});

Deno.test("a provider from outside is asked by its own wire format", async () => {
  using dir = tempDir();
  await Deno.writeTextFile(`${dir.path}/acme.ts`, runnerModule("http://127.0.0.1:9"));
  const { loadProvider } = await import("../../../src/provider/mod.ts");
  const plan = await parsePlan(
    `name = "p"\nplugins = ["./acme.ts"]\n[[endpoints]]\nkey = "acme/parrot@acme"\n[parameters]\ntemperature = 1\n${PROMPT}`,
    { path: `${dir.path}/plan.toml`, loadPlugin: loadProvider },
  );
  assertEquals(await planParameterProblems(plan, { env: NOTHING }), []);
});

Deno.test("a catalog that cannot be read is no reason to fail", async () => {
  using dir = tempDir();
  const env = (name: string) => name === "TAPEDECK_CATALOG" ? dir.path : undefined;
  const plan = await planOf(["openai/gpt-5@openai"], "[parameters]\nstop = ['.']");
  assertEquals((await planParameterProblems(plan, { env })).map(({ parameter }) => parameter), ["stop"]);
});

Deno.test("nothing is told that no cell sends, and with one axis nothing is left out that one does", async () => {
  const keys = ["openai/gpt-5.1@openai", "anthropic/claude-sonnet-4.5@anthropic", "openai/gpt-4o-mini@openai"];
  const axes = [
    "temperature = [1, 0.2, 1.9]",
    "top_p = [1, 0.5]",
    'reasoning_effort = ["none", "high"]',
    "top_k = [0, 5]",
  ];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...keys), fc.subarray(axes, { minLength: 1 }), async (key, chosen) => {
      const plan = await planOf([key], `[grid]\n${chosen.join("\n")}`);
      const records = () => Promise.resolve(new Map());
      const told = new Set((await planParameterProblems(plan, { records })).map(({ parameter }) => parameter));
      const sent = new Set(
        [...cellsOf(plan)].flatMap(({ request, endpoint }) =>
          checkParameters(request, { endpoint, record: null }).map(({ parameter }) => parameter)
        ),
      );
      for (const parameter of told) assert(sent.has(parameter), parameter);
      if (chosen.length === 1) assertEquals(told, sent);
    }),
    { numRuns: 40 },
  );
});

Deno.test("a million cells are asked about as few as a hundred", async () => {
  const rest = `[grid]
temperature = { start = 0, stop = 1, steps = 100 }
top_p = { start = 0.01, stop = 1, steps = 100 }
seed = { start = 0, stop = 99, steps = 100 }`;
  const key = "acme/parrot@box";
  let asked = 0;
  const facts = record(key);
  // What a list says is read once for each request that is checked.
  const counted = Object.defineProperty({ ...facts }, "parameters", { get: () => (asked++, null) });
  await planParameterProblems(await planOf([key], rest), { records: () => Promise.resolve(new Map([[key, counted]])) });
  assertEquals(asked, 600);
});
