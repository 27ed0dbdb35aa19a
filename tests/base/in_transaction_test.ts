import { assertEquals, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { inTransaction } from "../../src/base/mod.ts";

/** A table of numbers. */
function numbers() {
  const db = new DatabaseSync(":memory:");
  db.exec("CREATE TABLE numbers (n INTEGER UNIQUE ON CONFLICT ROLLBACK)");
  const add = (n: number) => void db.prepare("INSERT INTO numbers VALUES (?)").run(n);
  const all = () => db.prepare("SELECT n FROM numbers ORDER BY n").all().map(({ n }) => n);
  return { db, add, all, [Symbol.dispose]: () => db.close() };
}

Deno.test("work that succeeds is kept, and its result comes back", () => {
  using table = numbers();
  assertEquals(inTransaction(table.db, () => (table.add(1), table.add(2), "done")), "done");
  assertEquals([table.all(), table.db.isTransaction], [[1, 2], false]);
});

Deno.test("of work that fails nothing is kept, and the next one begins afresh", () => {
  using table = numbers();
  const broken = () => {
    table.add(1);
    throw new Error("no more");
  };
  assertThrows(() => inTransaction(table.db, broken), Error, "no more");
  inTransaction(table.db, () => table.add(2));
  assertEquals(table.all(), [2]);
});

Deno.test("where SQLite has rolled back by itself the reason is still told", () => {
  using table = numbers();
  table.add(1);
  assertThrows(() => inTransaction(table.db, () => table.add(1)), Error, "UNIQUE");
  assertEquals([table.all(), table.db.isTransaction], [[1], false]);
});
