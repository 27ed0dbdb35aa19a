import { assertEquals, assertRejects } from "@std/assert";
import { ListProblem } from "../../src/catalog/mod.ts";
import { listServer, seen, shipped, testCatalog } from "./catalog_support.ts";

const OFF = { switchedOff: new Set(["one"]) };

Deno.test("of a provider that the configuration switches off no list is known or fetched", async () => {
  await using server = listServer();
  using test = await testCatalog(server, { ...OFF, embedded: shipped(["a/old"]) });
  const said = "it is switched off (enabled = false under [providers.one])";
  await assertRejects(() => seen(test.catalog), ListProblem, said);
  const [report] = await test.catalog.refresh(["one"]);
  assertEquals([report.outcome, report.problem?.reason], ["skipped", said]);
  assertEquals(server.calls, []);
});

Deno.test("it stands in the status, with the reason", async () => {
  await using server = listServer();
  using test = await testCatalog(server, OFF);
  const [{ enabled, problem }] = await test.catalog.status();
  assertEquals([enabled, problem?.code], [false, "disabled"]);
});
