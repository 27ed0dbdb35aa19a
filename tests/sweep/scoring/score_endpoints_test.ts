import { assertEquals, assertNotEquals } from "@std/assert";
import { planHash } from "../../../src/sweep/mod.ts";
import { ENDPOINT, mistakesOf, planOf, planText } from "../_plans.ts";

/** A plan with a table of scorers. */
const withScore = (score: string) => planOf({ rest: score });

/** The rules that a table of scorers breaks, without file and line. */
async function wrong(score: string): Promise<string[]> {
  return (await mistakesOf(planText({ rest: score }))).map((line) => line.replace(/^plans\/test\.toml:\d+: /, ""));
}

const RUBRIC = 'rubric = "Is it right?"';

Deno.test("a judge is at an endpoint of the plan, of the provider table, or of its own", async () => {
  const { scoreEndpoints } = await withScore(`[score.judge]
endpoint = "acme/parrot@local/q4"
${RUBRIC}
[score.table]
kind = "judge"
endpoint = "openai/gpt-4o-mini@openai"
parameters = { temperature = 0, max_tokens = 300 }
${RUBRIC}
[score.own]
kind = "judge"
endpoint = { key = "acme/owl@nest", base_url = "http://127.0.0.1:9/v1", price = { input_per_1m_usd = "3", output_per_1m_usd = "4" }, parameters = { temperature = 1, seed = 7 } }
parameters = { temperature = 0.5 }
${RUBRIC}
`);
  const [judge] = scoreEndpoints!.judge;
  assertEquals([judge.key, judge.baseUrl, judge.parameters], ["acme/parrot@local/q4", "http://127.0.0.1:8091/v1", {}]);
  const [table] = scoreEndpoints!.table;
  assertEquals([table.provider, table.apiKeyEnv, table.parameters], ["openai", "OPENAI_API_KEY", {
    temperature: 0,
    maxTokens: 300,
  }]);
  const [own] = scoreEndpoints!.own;
  assertEquals([own.baseUrl, own.price?.kind, own.parameters], ["http://127.0.0.1:9/v1", "tokens", {
    temperature: 0.5,
    seed: 7,
  }]);
});

Deno.test("what a cell sends is nothing to its judge, even at the same endpoint", async () => {
  const plan = await planOf({
    endpoints: `${ENDPOINT}parameters = { temperature = 0.9 }\n`,
    rest: `[score.judge]\nendpoint = "acme/parrot@local/q4"\n${RUBRIC}\n`,
  });
  assertEquals([plan.endpoints[0].parameters, plan.scoreEndpoints!.judge[0].parameters], [{ temperature: 0.9 }, {}]);
});

Deno.test("every mistake is told at its place", async () => {
  assertEquals(await wrong("[score.judge]\n"), [
    "score.judge.rubric is missing: it must be a string",
  ]);
  assertEquals(await wrong(`[score.judge]\n${RUBRIC}\n`), [
    "score.judge.endpoint is missing: it must be the key of an endpoint, or its table",
  ]);
  const [key] = await wrong(`[score.judge]\n${RUBRIC}\nendpoint = "parrot"\n`);
  assertEquals(key.startsWith('score.judge.endpoint must be "author/slug[:variant]@provider[/tag]"'), true, key);
  const [number] = await wrong(`[score.judge]\n${RUBRIC}\nendpoint = 7\n`);
  assertEquals(
    number,
    "score.judge.endpoint must be the key of an endpoint, or a table as in [[endpoints]]: current value is 7",
  );
  const table = `endpoint = { key = "acme/owl@nest", base_url = "ftp://nest" }`;
  assertEquals(await wrong(`[score.judge]\n${RUBRIC}\n${table}\n`), [
    'score.judge.endpoint.base_url must be a URL that starts with http:// or https://: current value is "ftp://nest"',
  ]);
  const judge = `[score.judge]\n${RUBRIC}\nendpoint = "acme/parrot@local/q4"\n`;
  assertEquals(await wrong(`${judge}scale = [5, 1]\n`), [
    "score.judge.scale must be the lowest and the highest number: current value is [5,1]",
  ]);
  assertEquals(await wrong(`${judge}grades = { a = 1, b = 0 }\nscale = [1, 5]\n`), [
    'score.judge.scale cannot stand beside "grades": current value is [1,5]',
  ]);
  assertEquals((await wrong(`${judge}grades = { Yes = 1, yes = 0 }\n`)).length, 1);
  assertEquals((await wrong(`${judge}parameters = { temprature = 1 }\n`)).length, 1);
});

Deno.test("a baseline is an endpoint and values of axes that the plan has", async () => {
  const pairs = (baseline: string) =>
    `[grid]\ntemperature = [0, 1]\n[score.pairwise]\n${RUBRIC}\nendpoint = "acme/parrot@local/q4"\nbaseline = ${baseline}\n`;
  assertEquals((await withScore(pairs("{ temperature = 0 }"))).score.pairwise?.baseline, { temperature: 0 });
  assertEquals(await wrong(pairs("{ temprature = 0 }")), [
    'score.pairwise.baseline.temprature is no axis of the plan: did you mean "temperature"?',
  ]);
  assertEquals(await wrong(pairs("{ temperature = 2 }")), [
    "score.pairwise.baseline.temperature must be a value of the axis: current value is 2",
  ]);
  assertEquals(await wrong(pairs('{ endpoint = "acme/owl@local" }')), [
    'score.pairwise.baseline.endpoint must be the key of an endpoint of the plan: current value is "acme/owl@local"',
  ]);
  assertEquals(await wrong(pairs("{ }")), ["score.pairwise.baseline must name an endpoint, or values of axes"]);
});

Deno.test("a plan's hash knows whom a judge is asked and what, and not where it is or how it is called", async () => {
  const judge = (more: string, url = "http://127.0.0.1:9/v1") =>
    withScore(`[score.judge]\n${RUBRIC}\nendpoint = { key = "acme/owl@nest", base_url = "${url}" }\n${more}\n`);
  const hash = planHash(await judge(""));
  assertEquals(planHash(await judge("", "http://127.0.0.1:10/v1")), hash);
  assertEquals(planHash(await judge('cassette = "other.jsonl"\nconcurrency = 3')), hash);
  for (const more of ["parameters = { temperature = 0 }", "scale = [1, 5]", 'format = "json"', "reasoning = false"]) {
    assertNotEquals(planHash(await judge(more)), hash);
  }
});
