import { assert, assertEquals } from "@std/assert";
import { carriedOf } from "../../../src/sweep/promptfoo/_check_of.ts";

const page = await Deno.readTextFile("docs/promptfoo.md");

Deno.test("every assertion that the page says becomes a check does, and the others do not", () => {
  const list = /Assertions that become checks: ([\s\S]*?)\.\n/.exec(page)![1];
  const types = [...list.matchAll(/`([a-z-]+)`/g)].map(([, type]) => type);
  assert(types.length >= 15);
  const kindOf = (type: string) =>
    carriedOf({ type, value: ["contains-any", "icontains-all"].includes(type) ? [] : null, threshold: 1 });
  for (const type of types) {
    assert(!("reason" in kindOf(type)) || /list/.test((kindOf(type) as { reason: string }).reason), type);
  }
  for (const type of ["javascript", "python", "rouge-n", "bleu", "toString"]) assertEquals(kindOf(type).kind, "none");
});
