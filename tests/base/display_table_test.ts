import { assertEquals } from "@std/assert";
import { displayAs, displayTable, escapeHtml } from "../../src/base/mod.ts";

const show = (value: object) =>
  (Reflect.get(value, Symbol.for("Jupyter.display")) as () => { readonly [type: string]: unknown })();

Deno.test("a value that displays something is otherwise as it was", () => {
  const value = { a: 1 };
  const shown = displayAs(value, () => ({ "text/plain": "one" }));
  assertEquals(shown === value, true);
  assertEquals([Object.keys(value), JSON.stringify(value), { ...value }], [["a"], '{"a":1}', { a: 1 }]);
  assertEquals(show(value), { "text/plain": "one" });
  assertEquals(show(displayAs(value, () => ({ "text/plain": "two" }))), { "text/plain": "two" });
});

Deno.test("a table has heads for columns and rows, and is the same in plain text", () => {
  const value = displayTable({}, () => ({ caption: "a & b", heads: ["of", "is"], rows: [["<x>", "1"], ["long", ""]] }));
  const left = 'style="text-align:left"';
  assertEquals(show(value), {
    "text/html": `<table><caption ${left}>a &amp; b</caption>` +
      `<thead><tr><th scope="col" ${left}>of</th><th scope="col" ${left}>is</th></tr></thead><tbody>` +
      `<tr><th scope="row" ${left}>&lt;x&gt;</th><td ${left}>1</td></tr>` +
      `<tr><th scope="row" ${left}>long</th><td ${left}></td></tr></tbody></table>`,
    "text/plain": "a & b\nof    is\n<x>   1\nlong",
  });
});

Deno.test("a table may have no heads and no rows", () => {
  const value = displayTable({}, () => ({ caption: "none", rows: [] }));
  assertEquals(show(value)["text/plain"], "none");
});

Deno.test("every character that means something in HTML is escaped", () => {
  assertEquals(
    escapeHtml(`<a href="x" title='y'>&</a>`),
    "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&lt;/a&gt;",
  );
});
