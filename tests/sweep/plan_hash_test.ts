import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { planHash } from "../../src/sweep/mod.ts";
import { ENDPOINT, planOf, type PlanParts } from "./_plans.ts";

const PARTS: PlanParts = { rest: "[grid]\ntop_p = [0.5, 1]\n" };
const hashOf = async (parts: PlanParts, files = {}) => planHash(await planOf({ ...PARTS, ...parts }, files));

Deno.test("names, addresses and how a plan is run are not in its hash", async () => {
  const hash = await hashOf({});
  assertMatch(hash, /^plan_[\w-]{32}$/);
  const same: PlanParts[] = [
    { head: 'name = "other"\ndescription = "text"\n' },
    { head: 'name = "test" # comment\nrepeats = 1\nstream = true\n' },
    { endpoints: ENDPOINT.replace("127.0.0.1:8091", "mirror.example") + 'api_key_env = "KEY"\n' },
    { rest: `${PARTS.rest}[run]\nconcurrency = 99\ncassette = "x"\nmode = "record"\nmax_tries = 1\ntimeout_ms = 1\n` },
    { rest: "[grid]\ntop_p = { start = 0.5, stop = 1, steps = 2 }\n" },
  ];
  for (const parts of same) assertEquals(await hashOf(parts), hash);
});

Deno.test("everything that decides cells, costs and scores is in the hash", async () => {
  const sum = (fields: string) => ({ prompts: `[prompts]\ntemplate = "Q: {{question}}"\nitems = [{ ${fields} }]\n` });
  const different: PlanParts[] = [
    {},
    { head: 'name = "test"\nrepeats = 2\n' },
    { head: 'name = "test"\nstream = false\n' },
    { head: 'name = "test"\nseeds = [1]\n' },
    { endpoints: ENDPOINT.replace("/q4", "/q8") },
    { endpoints: ENDPOINT + 'wire_model = "other"\n' },
    { endpoints: ENDPOINT + 'price = { per_hour_usd = "1" }\n' },
    { endpoints: ENDPOINT + "parameters = { max_tokens = 1 }\n" },
    { rest: "[grid]\ntop_p = [1, 0.5]\n" },
    { rest: `${PARTS.rest}[score]\ncontains = true\n` },
    { rest: `${PARTS.rest}[score]\ncontains = { ignore_case = true }\n` },
    sum('id = "sum", question = "2 + 2", expected = "4"'),
    sum('id = "sum", question = "2 + 2", expected = "5"'),
    sum('id = "sum", question = "2 + 3", expected = "4"'),
  ];
  const hashes = await Promise.all(different.map((parts) => hashOf(parts)));
  assertEquals(new Set(hashes).size, hashes.length);
});

Deno.test("a changed file of prompts changes the hash, the same samples from elsewhere do not", async () => {
  const jsonl = { prompts: '[prompts]\nfile = "p.jsonl"\n' };
  const csv = { prompts: '[prompts]\nfile = "p.csv"\n' };
  const first = await hashOf(jsonl, { "plans/p.jsonl": '{"id":"a","prompt":"x","expected":"y"}' });
  assertEquals(await hashOf(csv, { "plans/p.csv": "id,prompt,expected\na,x,y\n" }), first);
  assertNotEquals(await hashOf(jsonl, { "plans/p.jsonl": '{"id":"a","prompt":"z","expected":"y"}' }), first);
});
