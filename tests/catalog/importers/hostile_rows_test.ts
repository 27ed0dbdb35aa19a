import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { readEndpointList, readModelPage } from "../../../src/catalog/mod.ts";

const FACTS = { provider: "openrouter", fetchedAt: "2026-11-21T00:00:00Z" };
const PRICING = { prompt: "0.000001", completion: "0.000002" };
// deno-lint-ignore no-control-regex
const CONTROL = /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

function readModels(...rows: { readonly id: string; readonly name?: string }[]) {
  return readModelPage("openrouter", { data: rows.map((row) => ({ ...row, pricing: PRICING })) }, FACTS);
}

Deno.test("an id that a terminal would not print as it is, or that has no end, is set aside", () => {
  const ids = ["a/\x1b[31mred", "a/b\x07", "a/nul\0", "a/\u202etxt", "a/zero\u200bwidth", `a/${"x".repeat(10_000)}`];
  const { models, skipped } = readModels(...ids.map((id) => ({ id })), { id: "a/fine" });
  assertEquals([models.map(({ key }) => key), skipped.length], [["a/fine"], ids.length]);
  assert(skipped.every(({ reason }) => !CONTROL.test(reason) && reason.length < 300));
  const page = { data: { id: "a/b", endpoints: [{ tag: "\x1b[2Jx" }, { tag: "fine" }] } };
  assertEquals(readEndpointList(page, FACTS).endpoints.map(({ tag }) => tag), ["fine"]);
});

Deno.test("a name is one line without what moves a cursor, and ends", () => {
  const names = ["\x1b[2JClear\r\nand \u202etnuoc", "long ".repeat(3000), "A: One é 中 👩‍🔬", "\x1b"];
  const found = readModels(...names.map((name, i) => ({ id: `a/${i}`, name }))).models.map(({ name }) => name);
  assertEquals([found[0], found[2]], [" [2JClear and  tnuoc", names[2]]);
  assert(found.every((name) => !CONTROL.test(name) && name.length <= 200));
});

Deno.test("whatever the rows of a list are, what is read of them is safe to print", () => {
  fc.assert(fc.property(fc.array(fc.record({ id: fc.string({ unit: "binary" }), name: fc.string() })), (rows) => {
    for (const { key, wireModel, name } of readModels(...rows).models) {
      assert(![key, wireModel, name].some((text) => CONTROL.test(text)));
    }
  }));
});

Deno.test("a name of an object's own part is a key like any other", () => {
  const { models } = readModels({ id: "__proto__/x" }, { id: "constructor/toString" });
  assertEquals(models.map(({ key }) => key), ["__proto__/x", "constructor/toString"]);
});
