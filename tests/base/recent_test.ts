import { assertEquals, assertRejects } from "@std/assert";
import { Recent } from "../../src/base/mod.ts";

Deno.test("what was used last is kept, the rest is made anew", async () => {
  const recent = new Recent<string>(2);
  let made = 0;
  const get = (key: string) => recent.get(key, () => Promise.resolve(`${key}${++made}`));
  assertEquals([await get("a"), await get("b"), await get("a")], ["a1", "b2", "a1"]);
  assertEquals([await get("c"), await get("a"), await get("b")], ["c3", "a1", "b4"]);
  assertEquals([recent.has("a"), recent.has("b"), recent.has("c")], [true, true, false]);
});

Deno.test("what is asked for twice at once is made once, and a failure is not kept", async () => {
  const recent = new Recent<number>(2);
  let made = 0;
  const slow = () => Promise.resolve(++made);
  assertEquals(await Promise.all([recent.get("a", slow), recent.get("a", slow)]), [1, 1]);
  await assertRejects(() => recent.get("b", () => Promise.reject(new Error("no"))), Error, "no");
  assertEquals(await recent.get("b", () => Promise.resolve(7)), 7);
});
