import { assertEquals } from "@std/assert";
import { Preferences } from "../../../src/config/mod.ts";
import { cellAt, cellCount, parsePlan, planHash, sweep } from "../../../src/sweep/mod.ts";

const BASE_URL = "http://127.0.0.1:8091/v1";

const FILE = `name = "everything"
description = "All sections"
repeats = 2
seeds = [1, 2]
stream = false

[parameters]
max_tokens = 50

[models."acme/one"]
parameters = { min_p = 0.1 }

[[endpoints]]
key = "acme/one@local"
base_url = "${BASE_URL}"
price = { input_per_1m_usd = "1", output_per_1m_usd = "2" }

[[endpoints]]
key = "acme/two@other"
base_url = "${BASE_URL}"

[grid]
temperature = { start = 0, stop = 1, steps = 3 }
system = { terse = "Be terse.", none = "" }
template = { short = "{{question}}", long = "Please: {{question}}" }
tools.none = []
tools.maps = [{ name = "maps", description = "Finds places", parameters = { type = "object" } }]

[[grid.zip]]
top_p = [1, 0.9]
presence_penalty = [0, 0.1]

[[grid.exclude]]
temperature = 1
system = "none"

[[grid.include]]
temperature = 0.3

[grid.when]
tools = { provider = "local" }

[prompts]
where = { lang = "en" }
sample = { count = 2, seed = 3 }
items = [
  { id = "a", question = "Capital of France?", expected = "Paris", lang = "en" },
  { id = "b", question = "Six times seven?", expected = "42", lang = "en", turns = ["Are you sure?"] },
  { id = "c", question = "Weather?", expected = "sunny", lang = "en", tool_results = { maps = "sunny" } },
  { id = "d", question = "Und?", expected = "x", lang = "de" },
]

[score]
contains = { ignore_case = true }
reduce = "pass@2"
failed = "zero"
weights = { contains = 2 }

[score.judge]
rubric = "Right?"
parameters = { max_tokens = 60 }
endpoint = { key = "acme/judge@judges", base_url = "${BASE_URL}" }

[score.similarity]
endpoint = { key = "acme/embed@judges", base_url = "${BASE_URL}" }

[score.pairwise]
rubric = "Better?"
endpoint = { key = "acme/judge@judges", base_url = "${BASE_URL}" }
baseline = { temperature = 0 }

[budget]
requests = 20000
minutes = 30

[budget.providers.judges]
requests = 500

[adaptive]
method = "racing"
prompts = 2

[[faults]]
fault = "rate_limit"
when = { probability = 0.1 }

[cassette]
speed = 2

[run]
concurrency = 16
confirm_above_usd = "0.5"
cassette = "tapes/{run}.jsonl"
mode = "record"
stop_after = 5

[gate]
per = "endpoint"
score = { min = 0.1 }
scores = { contains = { min = 0.9 } }
cost_usd = { max = "1.50" }

[gate.against]
run = "run_1"
score = { max_drop = 0.02, confidence = 0.9 }
`;

const BUILDER = sweep("everything").description("All sections").repeats(2).seeds([1, 2]).stream(false)
  .parameters({ max_tokens: 50 })
  .modelSettings({ "acme/one": { parameters: { min_p: 0.1 } } })
  .endpoints([
    { key: "acme/one@local", base_url: BASE_URL, price: { input_per_1m_usd: "1", output_per_1m_usd: "2" } },
    { key: "acme/two@other", base_url: BASE_URL },
  ])
  .grid({
    temperature: { start: 0, stop: 1, steps: 3 },
    system: { terse: "Be terse.", none: "" },
    template: { short: "{{question}}", long: "Please: {{question}}" },
    tools: { none: [], maps: [{ name: "maps", description: "Finds places", parameters: { type: "object" } }] },
  })
  .zip({ top_p: [1, 0.9], presence_penalty: [0, 0.1] })
  .exclude({ temperature: 1, system: "none" })
  .include({ temperature: 0.3 })
  .when({ tools: { provider: "local" } })
  .prompts({
    where: { lang: "en" },
    sample: { count: 2, seed: 3 },
    items: [
      { id: "a", question: "Capital of France?", expected: "Paris", lang: "en" },
      { id: "b", question: "Six times seven?", expected: "42", lang: "en", turns: ["Are you sure?"] },
      { id: "c", question: "Weather?", expected: "sunny", lang: "en", tool_results: { maps: "sunny" } },
      { id: "d", question: "Und?", expected: "x", lang: "de" },
    ],
  })
  .score({
    contains: { ignore_case: true },
    reduce: "pass@2",
    failed: "zero",
    weights: { contains: 2 },
    judge: {
      rubric: "Right?",
      parameters: { max_tokens: 60 },
      endpoint: { key: "acme/judge@judges", base_url: BASE_URL },
    },
    similarity: { endpoint: { key: "acme/embed@judges", base_url: BASE_URL } },
    pairwise: {
      rubric: "Better?",
      endpoint: { key: "acme/judge@judges", base_url: BASE_URL },
      baseline: { temperature: 0 },
    },
  })
  .budget({ requests: 20000, minutes: 30, providers: { judges: { requests: 500 } } })
  .adaptive({ method: "racing", prompts: 2 })
  .faults({ fault: "rate_limit", when: { probability: 0.1 } })
  .cassette({ speed: 2 })
  .settings({
    concurrency: 16,
    confirm_above_usd: "0.5",
    cassette: "tapes/{run}.jsonl",
    mode: "record",
    stop_after: 5,
  })
  .gate({
    per: "endpoint",
    score: { min: 0.1 },
    scores: { contains: { min: 0.9 } },
    cost_usd: { max: "1.50" },
    against: { run: "run_1", score: { max_drop: 0.02, confidence: 0.9 } },
  });

Deno.test("a plan with every section at once is the same in a file and in code", async () => {
  const preferences = Preferences.of({});
  const read = await parsePlan(FILE, { path: "everything.toml", preferences });
  const built = await BUILDER.plan({ preferences });
  const again = await parsePlan(BUILDER.toToml(), { path: "everything.toml", preferences });
  assertEquals([planHash(built), planHash(again)], [planHash(read), planHash(read)]);
  assertEquals([cellCount(built), cellCount(again)], [cellCount(read), cellCount(read)]);
  for (const index of [0, 17, cellCount(read) - 1]) assertEquals(cellAt(built, index), cellAt(read, index));
  for (const section of ["budget", "gate", "adaptive", "run", "cassette", "score", "scoreEndpoints"] as const) {
    assertEquals(built[section], read[section], section);
  }
});
