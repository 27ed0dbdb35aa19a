import { assertEquals, assertStringIncludes } from "@std/assert";
import { testDashboard } from "../support/dashboard.ts";

Deno.test("looks and script are served by the dashboard itself", async () => {
  await using test = await testDashboard({ prompts: [] });
  const css = await test.get("/assets/app.css");
  assertEquals(css.headers.get("content-type"), "text/css; charset=utf-8");
  assertStringIncludes(await css.text(), ":root");
  assertEquals((await test.get("/assets/app.js")).status, 200);
});

Deno.test("who asks the router for what it does not serve is told what it serves", async () => {
  await using test = await testDashboard({ prompts: [] });
  const response = await test.get("/v1/embeddings");
  const { error } = await response.json();
  assertEquals([response.status, error.type], [404, "not_found_error"]);
  assertStringIncludes(error.message, "POST /v1/chat/completions");
});

Deno.test("the ledger of a test has a run with its tape", async () => {
  await using test = await testDashboard();
  const ledger = await test.sources.ledger();
  assertEquals((await ledger!.run(test.runId))?.status, "done");
  const { endpoint } = await test.sources.registry.complete({
    model: "me/mine",
    messages: [{ role: "user", content: "Hello" }],
  });
  assertEquals(endpoint.key, "me/mine@box");
});
