import { assert, assertEquals, assertFalse } from "@std/assert";
import fc from "fast-check";
import { isPostgresUrl, ledgerIsThere, shownLedger } from "../../src/ledger/mod.ts";
import { tempDir } from "../support/temp_dir.ts";

Deno.test("a file is shown as it is, and is there when it is", async () => {
  using dir = tempDir();
  for (const path of ["runs/ledger.sqlite", ":memory:", "C:\\runs\\ledger.sqlite", "postgres", "./postgres:/x"]) {
    assertFalse(isPostgresUrl(path));
    assertEquals(shownLedger(path), path);
  }
  assertFalse(await ledgerIsThere(`${dir.path}/none.sqlite`));
  assert(await ledgerIsThere(dir.path));
});

Deno.test("a database is shown by its user, host, name and how it is reached, and is asked whether it is there", async () => {
  assertEquals(shownLedger("postgres://db.example"), "postgres://db.example");
  assertEquals(shownLedger("POSTGRESQL://ada:pw@[::1]:5433/evals"), "postgres://ada@[::1]:5433/evals");
  assertEquals(
    shownLedger("postgres://db/evals?sslmode=require&password=pw&options=-c%20x=1"),
    "postgres://db/evals?sslmode=require",
  );
  assert(await ledgerIsThere("postgres://nobody@nowhere.invalid/none"));
});

Deno.test("no password comes out, however it is written", () => {
  const password = fc.string({ unit: fc.constantFrom(..."q7:/?#@[]%&=+ ü\\"), minLength: 1, maxLength: 12 })
    .map((text) => `Zecret${text}Zecret`);
  fc.assert(fc.property(password, fc.constantFrom("db", "db:5432", "[::1]", ""), (text, host) => {
    for (const written of [text, encodeURIComponent(text)]) {
      const shown = shownLedger(`postgres://ada:${written}@${host}/evals?sslmode=require&password=${written}`);
      assertFalse(shown.includes("Zecret"), shown);
    }
  }));
});
