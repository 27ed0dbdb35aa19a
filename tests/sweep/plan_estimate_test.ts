import { assertEquals } from "@std/assert";
import { cellsOf, planEstimate } from "../../src/sweep/mod.ts";
import { ENDPOINT, planOf } from "./_plans.ts";

const UNLIMITED = ENDPOINT.replace("/q4", "/q8");

Deno.test("an estimate counts what the cells would send, without making them", async () => {
  const plan = await planOf({
    head: 'name = "t"\nrepeats = 3\n',
    endpoints: `${ENDPOINT}parameters = { max_tokens = 10 }\n${UNLIMITED}parameters = { max_tokens = 7 }\n`,
    rest: "[grid]\ntemperature = [0, 0.5]\n[run]\nmax_tries = 5\n",
  });
  const cells = [...cellsOf(plan)];
  assertEquals(planEstimate(plan), {
    calls: cells.length,
    callsAtMost: cells.length * 5,
    inputCharacters: cells.reduce((sum, { request }) => sum + String(request.messages[0].content).length, 0),
    outputTokensAtMost: cells.reduce((sum, { request }) => sum + request.maxTokens!, 0),
  });
});

Deno.test("limits may be an axis, and one cell without a limit leaves the sum unknown", async () => {
  const byAxis = await planOf({ rest: "[grid]\nmax_tokens = [10, 25]\n" });
  assertEquals(planEstimate(byAxis).outputTokensAtMost, 2 * (10 + 25));
  const half = await planOf({ endpoints: `${ENDPOINT}parameters = { max_tokens = 10 }\n${UNLIMITED}` });
  assertEquals(planEstimate(half).outputTokensAtMost, null);
});

Deno.test("images and calls of tools are no characters", async () => {
  const content = '[{ type = "text", text = "abc" }, { type = "image_url", image_url = { url = "data:,long" } }]';
  const plan = await planOf({
    prompts: `[prompts]\nitems = [{ messages = [{ role = "user", content = ${content} }] }]\n`,
  });
  assertEquals(planEstimate(plan).inputCharacters, 3);
});
