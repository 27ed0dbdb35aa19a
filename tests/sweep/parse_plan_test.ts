import fc from "fast-check";
import { assertEquals, assertFalse, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { stringify } from "@std/toml";
import { UserError } from "../../src/base/mod.ts";
import { parsePlan } from "../../src/sweep/mod.ts";
import { ENDPOINT, mistakesOf, planOf, planText } from "./_plans.ts";

Deno.test("a small plan has defaults for all that it leaves out", async () => {
  const plan = await planOf();
  assertEquals(plan.name, "test");
  assertEquals(plan.description, null);
  assertEquals(plan.axes, []);
  assertEquals(plan.repeats, 1);
  assertEquals(plan.stream, true);
  assertEquals(plan.run, { concurrency: 8, cassette: null, mode: "replay", maxTries: 4, timeoutMs: 120_000 });
  assertEquals(plan.endpoints, [{
    key: "acme/parrot@local/q4",
    model: "acme/parrot",
    provider: "local",
    baseUrl: "http://127.0.0.1:8091/v1",
    wireModel: "parrot",
    wire: "openai-chat",
    price: null,
    credential: null,
    apiKeyEnv: null,
    parameters: {},
  }]);
});

Deno.test("paths are seen from the plan, and absolute ones stay", async () => {
  assertEquals((await planOf({ rest: '[run]\ncassette = "../tapes/a.jsonl"\n' })).run.cassette, "tapes/a.jsonl");
  assertEquals((await planOf({ rest: '[run]\ncassette = "/tapes/a.jsonl"\n' })).run.cassette, "/tapes/a.jsonl");
});

Deno.test("parameters of the plan, the model and the endpoint are merged, the nearest winning", async () => {
  const plan = await planOf({
    head: `name = "t"
[parameters]
max_tokens = 1
top_k = 1
stop = "END"
extra = { a = 1, b = 1 }
[models."acme/parrot"]
wire_model = "parrot-v2"
parameters = { max_tokens = 2, min_p = 0.5, extra = { b = 2 } }
`,
    endpoints: ENDPOINT + "parameters = { max_tokens = 3 }\n",
  });
  assertEquals(plan.endpoints[0].wireModel, "parrot-v2");
  assertEquals(plan.endpoints[0].parameters, {
    maxTokens: 3,
    topK: 1,
    minP: 0.5,
    stop: ["END"],
    extra: { a: 1, b: 2 },
  });
});

Deno.test("the parts of an endpoint's key are its model, its provider and its tag", async () => {
  const endpoint = async (key: string) => {
    const plan = await planOf({ endpoints: ENDPOINT.replace("acme/parrot@local/q4", key) });
    const { model, provider, wireModel } = plan.endpoints[0];
    return { model, provider, wireModel };
  };
  assertEquals(await endpoint("meta/llama-3.2:1b@ollama"), {
    model: "meta/llama-3.2:1b",
    provider: "ollama",
    wireModel: "llama-3.2:1b",
  });
  assertEquals(await endpoint("a/b@c/fp8/eu"), { model: "a/b", provider: "c", wireModel: "b" });
});

Deno.test("prices become exact prices per token or per hour", async () => {
  const price = async (text: string) =>
    (await planOf({ endpoints: `${ENDPOINT}price = ${text}\n` })).endpoints[0].price;
  assertEquals(await price('{ per_hour_usd = "0.10", slots = 2 }'), { kind: "hour", hourUsd: "0.1", slots: 2 });
  assertEquals(await price('{ per_hour_usd = "0" }'), { kind: "hour", hourUsd: "0", slots: null });
  assertEquals(
    await price('{ input_per_1m_usd = "0.15", output_per_1m_usd = "0.60", cache_read_per_1m_usd = "0.075" }'),
    {
      kind: "tokens",
      inputUsd: "0.00000015",
      outputUsd: "0.0000006",
      cacheReadUsd: "0.000000075",
    },
  );
  assertEquals(await price('{ input_per_1k_usd = "0.001", output_per_1k_usd = "0.002", request_usd = "0.0050" }'), {
    kind: "tokens",
    inputUsd: "0.000001",
    outputUsd: "0.000002",
    requestUsd: "0.005",
  });
  assertEquals(
    await price('{ input_per_token_usd = "1.5e-7", output_per_token_usd = "0.0000006000000000000000001" }'),
    {
      kind: "tokens",
      inputUsd: "0.00000015",
      outputUsd: "0.0000006000000000000000001",
    },
  );
});

Deno.test("every parameter can be an axis", async () => {
  const plan = await planOf({
    rest: `[grid]
temperature = { start = 0.1, stop = 0.3, steps = 3 }
top_p = [1]
top_k = { start = 10, stop = 30, steps = 3 }
min_p = [0, 1.0]
max_tokens = [24]
stop = [["a", "b"], "c"]
frequency_penalty = [-2]
presence_penalty = [2]
repetition_penalty = [1.1]
reasoning_effort = ["low"]
response_format = ["text", { type = "json" }]
tools = [[{ name = "f", parameters = { type = "object" } }]]
tool_choice = ["auto", { name = "f" }]
parallel_tool_calls = [true, false]
extra.mirostat_tau = { start = 1, stop = 2, steps = 3 }
`,
    head: 'name = "t"\nseeds = [1, -1]\n',
  });
  assertEquals(plan.axes.map(({ name, field }) => `${name}:${field}`), [
    "temperature:temperature",
    "top_p:topP",
    "top_k:topK",
    "min_p:minP",
    "max_tokens:maxTokens",
    "stop:stop",
    "frequency_penalty:frequencyPenalty",
    "presence_penalty:presencePenalty",
    "repetition_penalty:repetitionPenalty",
    "reasoning_effort:reasoningEffort",
    "response_format:responseFormat",
    "tools:tools",
    "tool_choice:toolChoice",
    "parallel_tool_calls:parallelToolCalls",
    "mirostat_tau:extra",
    "seed:seed",
  ]);
  const valuesOf = (name: string) => plan.axes.find((axis) => axis.name === name)?.values;
  assertEquals(valuesOf("temperature"), [0.1, 0.2, 0.3]);
  assertEquals(valuesOf("top_k"), [10, 20, 30]);
  assertEquals(valuesOf("stop"), [["a", "b"], ["c"]]);
  assertEquals(valuesOf("response_format"), [{ type: "text" }, { type: "json" }]);
  assertEquals(valuesOf("mirostat_tau"), [1, 1.5, 2]);
});

const LINE = String.raw`^plans/test\.toml:\d+: `;

/** A mistake in the part of a plan behind its endpoint, and what is said of it. */
const MISTAKES: readonly (readonly [toml: string, said: string])[] = [
  ["[grid]\ntemprature = [0]", 'grid.temprature is not a known parameter: did you mean "temperature"?'],
  ["[grid]\nmax_completion_tokens = [9]", 'did you mean "max_tokens"?'],
  ["[grid]\nmirostat = [1]", "grid.mirostat is not a known parameter: a provider's own field goes under [grid.extra]"],
  ["[grid]\ntemperature = [0, 2.5]", "grid.temperature[1] must be a number from 0 to 2: current value is 2.5"],
  ['[grid]\ntemperature = ["0.5"]', 'grid.temperature[0] must be a number from 0 to 2: current value is "0.5"'],
  [
    "[grid]\ntemperature = 0.5",
    "grid.temperature must be a list of values or { start, stop, steps }: current value is 0.5",
  ],
  ["[grid]\ntemperature = []", "grid.temperature must have at least 1 value"],
  ["[grid]\ntemperature = [nan]", "grid.temperature[0] must be a number from 0 to 2: current value is NaN"],
  ["[grid]\ntemperature = { start = 0, stop = 1 }", "grid.temperature.steps is missing"],
  [
    "[grid]\ntemperature = { start = 0, stop = 1, steps = 0 }",
    "grid.temperature.steps must be at least 1: current value is 0",
  ],
  [
    "[grid]\ntemperature = { start = 0, stop = 1, steps = 2, step = 2 }",
    'grid.temperature.step is not a known key: did you mean "steps"?',
  ],
  [
    "[grid]\ntemperature = { start = 0, stop = 4, steps = 9 }",
    "grid.temperature must have start, stop and steps that make each value a number from 0 to 2, and one is 2.5: " +
    'current value is {"start":0,"stop":4,"steps":9}',
  ],
  [
    "[grid]\nmax_tokens = { start = -1, stop = -5, steps = 5 }",
    "grid.max_tokens must have start, stop and steps that make each value a whole number from 1, and one is -1",
  ],
  ["[grid]\ntemperature = { start = 1, stop = 1, steps = 2 }", "grid.temperature must have each value only once"],
  ["[grid]\ntemperature = [1, 1.0]", "grid.temperature must have each value only once: current value is 1"],
  ["[grid]\nmax_tokens = [0.5]", "grid.max_tokens[0] must be a whole number from 1: current value is 0.5"],
  [
    "[grid]\nmax_tokens = { start = 1, stop = 10, steps = 3 }",
    "grid.max_tokens must have steps that fall on whole numbers, and one falls on 5.5",
  ],
  ["[grid]\nseed = [9007199254740993]", "grid.seed[0] must be a whole number that a double holds exactly"],
  ["[grid]\nrepetition_penalty = [0]", "grid.repetition_penalty[0] must be a number above 0, to 2: current value is 0"],
  ['[grid]\nstop = [[""]]', "grid.stop[0] must be a string or a list of strings"],
  ['[grid]\nresponse_format = ["jsn"]', "grid.response_format[0] must be"],
  [
    "[grid]\nreasoning_effort = { start = 0, stop = 1, steps = 2 }",
    "grid.reasoning_effort must be a list of values, or a table with a name for each: current",
  ],
  ["[grid.extra]\ntemperature = [1]", "grid.extra.temperature is set by Tapedeck itself"],
  ["[grid.extra]\nmodel = [1]", "grid.extra.model is set by Tapedeck itself"],
  ["[grid.extra]\nwhen = [1979-05-27]", "grid.extra.when[0] must be a value that JSON can carry"],
  ["[parameters]\ntop_q = 1", 'parameters.top_q is not a known parameter: did you mean "top_p"?'],
  ["[parameters]\ntop_p = 1.5", "parameters.top_p must be a number from 0 to 1: current value is 1.5"],
  ["[parameters]\ntop_p = 1\n[grid]\ntop_p = [1]", "parameters.top_p is an axis of the grid too"],
  ["[parameters.extra]\nx = 1\n[grid.extra]\nx = [1]", "parameters.extra.x is an axis of the grid too"],
  [
    '[models."acme/parrot".parameters]\ntop_p = 1\n[grid]\ntop_p = [1]',
    'models."acme/parrot".parameters.top_p is an axis of the grid too',
  ],
  ['[models."acme/parot"]', 'models."acme/parot" is not the model of any endpoint: did you mean "acme/parrot"?'],
  ['[models."acme/parrot"]\nprice = 1', 'models."acme/parrot".price is not a known key'],
  [
    '[run]\nmode = "reply"',
    'run.mode must be one of "replay", "record", "append", "passthrough" (did you mean "replay"?): current value is "reply"',
  ],
  ["[run]\nconcurrency = 0", "run.concurrency must be at least 1: current value is 0"],
  ["[run]\nconcurrency = 1.5", "run.concurrency must be a whole number: current value is 1.5"],
  ["[run]\nconcurency = 1", 'run.concurency is not a known key: did you mean "concurrency"?'],
  ["[score]\ncontans = true", 'score.contans is not a known key: did you mean "contains"?'],
  ["[score]\ncontains = { mod = 1 }", 'score.contains.mod is not a known key: did you mean "mode"?'],
  ['[score]\nregex = { pattern = "(" }', "score.regex.pattern must be a regular expression"],
  ["[score]\nexact = 1", "score.exact must be true or a table of options: current value is 1"],
  ["[gird]\ntop_p = [1]", 'gird is not a known key: did you mean "grid"?'],
];

for (const [toml, said] of MISTAKES) {
  Deno.test(`a plan is refused for ${JSON.stringify(toml)}`, async () => {
    const mistakes = await mistakesOf(planText({ rest: toml }));
    assertEquals(mistakes.length, 1, mistakes.join("\n"));
    assertMatch(mistakes[0], new RegExp(LINE));
    assertStringIncludes(mistakes[0], said);
  });
}

/** A mistake inside an endpoint, and what is said of it. */
const ENDPOINT_MISTAKES: readonly (readonly [toml: string, said: string])[] = [
  ["price = 0.1", "endpoints[0].price must be a table"],
  ["price = {}", "endpoints[0].price is empty: it must have one of"],
  [
    "price = { per_hour_usd = 0.1 }",
    'endpoints[0].price.per_hour_usd must be a decimal number in quotes, such as "0.15", not below 0: money is exact: current value is 0.1',
  ],
  ['price = { per_hour_usd = "-1" }', "endpoints[0].price.per_hour_usd must be a decimal number in quotes"],
  ['price = { per_hour_usd = "1", slots = 0 }', "endpoints[0].price.slots must be at least 1"],
  ['price = { per_hour = "1" }', 'endpoints[0].price.per_hour is not a known key: did you mean "per_hour_usd"?'],
  ['price = { input_per_1m_usd = "1" }', "endpoints[0].price.output_per_1m_usd is missing"],
  ['price = { input_per_1m_usd = "1", output_per_1k_usd = "1" }', "endpoints[0].price"],
  ['wire = "openai-chatt"', 'did you mean "openai-chat"?'],
  ['wire_model = ""', "endpoints[0].wire_model must have at least 1 characters"],
  ["parameters = 1", "endpoints[0].parameters must be a table"],
  [
    "parameters = { max_tokens = 0 }",
    "endpoints[0].parameters.max_tokens must be a whole number from 1: current value is 0",
  ],
  ['baseurl = "x"', 'endpoints[0].baseurl is not a known key: did you mean "base_url"?'],
];

for (const [toml, said] of ENDPOINT_MISTAKES) {
  Deno.test(`an endpoint is refused for ${toml}`, async () => {
    const mistakes = await mistakesOf(planText({ endpoints: `${ENDPOINT}${toml}\n` }));
    assertMatch(mistakes[0], /^plans\/test\.toml:(3|6): endpoints\[0\]/);
    assertStringIncludes(mistakes.join("\n"), said);
  });
}

Deno.test("endpoints need a key, a URL and a difference", async () => {
  const mistakes = await mistakesOf(planText({
    endpoints: `${ENDPOINT}
[[endpoints]]
key = "acme/parrot@local/q4"
base_url = "127.0.0.1:8091"
[[endpoints]]
key = "parrot@local"
`,
  }));
  assertEquals(mistakes, [
    'plans/test.toml:8: endpoints[1].key must differ from the keys of the other endpoints: current value is "acme/parrot@local/q4"',
    'plans/test.toml:9: endpoints[1].base_url must be a URL that starts with http:// or https://: current value is "127.0.0.1:8091"',
    'plans/test.toml:11: endpoints[2].key must be "author/slug[:variant]@provider[/tag]": current value is "parrot@local"',
  ]);
  assertStringIncludes((await mistakesOf(planText({ endpoints: "" })))[0], "endpoints is missing");
});

Deno.test("seeds stand beside no axis and no fixed parameter of that name", async () => {
  const head = 'name = "t"\nseeds = [1]\n';
  assertEquals(await mistakesOf(planText({ head, rest: "[grid]\nseed = [1]\n" })), [
    "plans/test.toml:2: seeds stands for the axis seed, which is in [grid] too: give it once",
  ]);
  assertStringIncludes(
    (await mistakesOf(planText({ head, rest: "[parameters]\nseed = 1\n" })))[0],
    "parameters.seed is an axis",
  );
});

Deno.test("all mistakes are said at once, in the order of the file", async () => {
  const error = await assertRejects(
    () => parsePlan('nam = "x"\nrepeats = 0\n[grid]\ntop_p = [2]\n[run]\nmode = 1\n', { path: "p.toml" }),
    UserError,
    "Cannot use the plan p.toml as 7 things in it are wrong:",
  );
  assertEquals(error.exitCode, 2);
  assertEquals(error.message.split("\n").slice(1).map((line) => line.split(" ")[2]), [
    "p.toml:1:",
    "p.toml:1:",
    "p.toml:1:",
    "p.toml:1:",
    "p.toml:2:",
    "p.toml:4:",
    "p.toml:6:",
  ]);
});

Deno.test("text that is no TOML is refused with its line", async () => {
  const { message, exitCode } = await assertRejects(
    () => parsePlan('name = "x"\nbroken = = 1', { path: "p.toml" }),
    UserError,
  );
  assertEquals(exitCode, 2);
  assertEquals(message.split("\n"), [
    "Cannot use the plan p.toml as it is not valid TOML:",
    "  p.toml:2: invalid value",
  ]);
});

const CANARY = "sk-canary0123456789abcdefghij";

/** Places where people put keys by mistake. */
const KEY_PLACES = [
  `${ENDPOINT}api_key_env = "${CANARY}"`,
  `${ENDPOINT}api_key_env = "canaryCANARY0123456789"`,
  `${ENDPOINT}api_key_env = 5`,
  `${ENDPOINT}api_key = "${CANARY}"`,
  `${ENDPOINT}parameters = { extra = { auth = "${CANARY}" } }`,
  `${ENDPOINT}parameters = { stop = "Bearer ${CANARY}" }`,
  ENDPOINT.replace("127.0.0.1", `user:${CANARY}@127.0.0.1`),
  ENDPOINT.replace("/v1", `/v1?key=canary-in-a-query`),
  `${ENDPOINT}wire_model = "${CANARY}"`,
  `${ENDPOINT}wire = "${CANARY}"`,
  `${ENDPOINT}api_key = "${CANARY}" "broken`,
];

for (const endpoints of KEY_PLACES) {
  Deno.test(`a key is refused and not shown in ${endpoints.split("\n").slice(1).join(" ").replace(CANARY, "KEY")}`, async () => {
    const error = await assertRejects(() => parsePlan(planText({ endpoints }), { path: "p.toml" }), UserError);
    assertFalse(/canary/i.test(error.message), error.message);
    assertFalse(/canary/i.test(Deno.inspect(error)), Deno.inspect(error));
  });
}

Deno.test("prompts may have texts that look like keys", async () => {
  const plan = await planOf({ prompts: `[prompts]\nitems = [{ prompt = "Is ${CANARY} a key?" }]\n` });
  assertStringIncludes(JSON.stringify(plan.samples.at(0)!.messages), CANARY);
});

Deno.test("a plan written by a program gives the same axes back", async () => {
  const value = fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000);
  const axes = fc.dictionary(fc.constantFrom("top_p", "min_p"), fc.uniqueArray(value, { minLength: 1 }), {
    minKeys: 1,
  });
  await fc.assert(
    fc.asyncProperty(axes, async (grid) => {
      const toml = stringify({
        name: "t",
        endpoints: [{ key: "a/b@c", base_url: "http://c.example" }],
        grid,
        prompts: { items: [{ prompt: "x" }] },
      });
      const plan = await parsePlan(toml, { path: "t.toml" });
      assertEquals(Object.fromEntries(plan.axes.map(({ name, values }) => [name, values])), { ...grid });
    }),
    { numRuns: 50 },
  );
});

/** A plan that has something of everything. */
const WHOLE = planText({
  head: 'name = "t"\nrepeats = 2\nseeds = [1, 2]\n[parameters]\nmax_tokens = 9\nextra = { a = 1 }\n',
  endpoints:
    `[models."acme/parrot"]\nparameters = { min_p = 0.5 }\n${ENDPOINT}price = { per_hour_usd = "1", slots = 2 }\n`,
  rest:
    '[grid]\ntemperature = { start = 0, stop = 1, steps = 3 }\nstop = ["a"]\nextra.b = [1]\n[run]\nconcurrency = 2\n[score]\ncontains = true\n',
});

Deno.test("a plan with any value changed is a plan or a mistake of the user, and never a crash", async () => {
  assertEquals(await mistakesOf(WHOLE), []);
  const values = [...WHOLE.matchAll(/= (.+)$/gm)].map((match) => ({ at: match.index + 2, length: match[1].length }));
  const junk = fc.oneof(
    fc.constantFrom(
      "nan",
      "-inf",
      "1979-05-27T07:32:00Z",
      "07:32:00",
      "[[]]",
      "{}",
      '""',
      "-1",
      "0.5",
      "9e99",
      "true",
      "[[1], {}]",
    ),
    fc.jsonValue().filter((value) => value !== null && typeof value !== "object").map((value) => JSON.stringify(value)),
    fc.stringMatching(/^[\[\]{}"'=,.a-z0-9 ]{0,12}$/),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...values), junk, async ({ at, length }, text) => {
      try {
        await parsePlan(WHOLE.slice(0, at) + text + WHOLE.slice(at + length), { path: "p.toml" });
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        assertMatch(error.message, /^Cannot use the plan p\.toml as /);
      }
    }),
    { numRuns: 1000 },
  );
});
