import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { sharedRows } from "../../src/base/mod.ts";

/** Rows from 0, and how many were taken. */
function counted(rows: number, fails = false) {
  const seen = { taken: 0, returned: false };
  async function* source() {
    try {
      for (let i = 0; i < rows; i++) {
        await Promise.resolve();
        seen.taken++;
        yield i;
      }
      if (fails) throw new Error("the disk is gone");
    } finally {
      seen.returned = true;
    }
  }
  return { source: source(), seen };
}

async function take(rows: AsyncIterable<number>, most = Infinity): Promise<number[]> {
  const taken: number[] = [];
  for await (const row of rows) {
    if (taken.length >= most) break;
    taken.push(row);
  }
  return taken;
}

Deno.test("every reader gets all rows, and the source is read once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(1500), fc.integer({ min: 1, max: 4 }), async (rows, readers) => {
      const { source, seen } = counted(rows);
      const read = await Promise.all(sharedRows(source, readers).map((one) => take(one)));
      for (const one of read) assertEquals(one, Array.from({ length: rows }, (_, i) => i));
      assertEquals(seen, { taken: rows, returned: true });
    }),
    { numRuns: 30 },
  );
});

Deno.test("a reader that stops early holds up nobody", async () => {
  const { source, seen } = counted(2000);
  const [first, second] = sharedRows(source, 2);
  const [few, all] = await Promise.all([take(first, 3), take(second)]);
  assertEquals([few.length, all.length, seen.returned], [3, 2000, true]);
});

Deno.test("a source is let go when nobody reads any more", async () => {
  const { source, seen } = counted(5000);
  await Promise.all(sharedRows(source, 2).map((one) => take(one, 1)));
  assertEquals(seen.returned, true);
  assert(seen.taken < 1000);
});

Deno.test("an error of the source is every reader's", async () => {
  const { source } = counted(300, true);
  const readers = sharedRows(source, 3).map((one) => take(one));
  for (const reader of readers) await assertRejects(() => reader, Error, "the disk is gone");
});
