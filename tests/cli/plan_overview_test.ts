import { assertEquals, assertMatch } from "@std/assert";
import { planOverview } from "../../src/cli/_plan_overview.ts";
import type { JsonObject } from "../../src/spec/mod.ts";
import { planOf } from "../sweep/_plans.ts";

Deno.test("a plan's faults are in its overview, and a plan without says nothing of them", async () => {
  const rest = '[run]\nfault_seed = 7\n[[faults]]\nfault = "overloaded"\n[[faults]]\nfault = "reset"\nat_byte = 3\n';
  const faulty = planOverview(await planOf({ rest }));
  assertMatch(faulty.text, /^faults {9}overloaded, reset, seed 7$/m);
  assertEquals((faulty.document as JsonObject).faults, {
    seed: "7",
    rules: [{ fault: "overloaded" }, { fault: "reset", atByte: 3 }],
  });
  const plain = planOverview(await planOf());
  assertEquals([(plain.document as JsonObject).faults, plain.text.includes("faults")], [undefined, false]);
});
