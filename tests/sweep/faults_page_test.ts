import { assertEquals } from "@std/assert";
import { FAULT_NAMES } from "../../src/cassette/mod.ts";
import { planOf } from "./_plans.ts";

const page = await Deno.readTextFile(new URL("../../docs/faults.md", import.meta.url));

Deno.test("the rules that the page of faults shows are right", async () => {
  const [, rest] = /```toml\n([^`]*)```/.exec(page)!;
  const { faults } = await planOf({ rest });
  assertEquals(faults?.seed, "7");
  assertEquals(faults?.rules.map(({ fault }) => fault), ["rate_limit", "truncate"]);
});

Deno.test("the page of faults has every fault and every condition", () => {
  const rows = [...page.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
  const conditions = ["call", "try", "probability", "provider", "endpoint", "model", "scope"];
  assertEquals(rows, [...FAULT_NAMES, ...conditions]);
});
