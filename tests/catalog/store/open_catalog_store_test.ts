import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { migrateSqlite, taggedHash, UserError, VirtualClock } from "../../../src/base/mod.ts";
import { MIGRATIONS } from "../../../src/catalog/store/_migrations.ts";
import { openCatalogStore } from "../../../src/catalog/store/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { makeModel } from "../records.ts";

const clock = new VirtualClock(new Date("2026-08-01T12:00:00.000Z"));
const LIST = {
  provider: "openrouter",
  model: null,
  url: "https://openrouter.ai/api/v1/models",
  fetchedAt: "2026-08-01T12:00:00.000Z",
  etag: null,
  reader: "0.1.0",
  credential: "",
};

function filesOf(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

/** Open a file and tell what was set aside. */
async function opened(path: string) {
  const aside: string[] = [];
  using store = await openCatalogStore(path, { clock, onSetAside: ({ path }) => aside.push(path) });
  return { aside, lists: store.allListFacts().length, promoted: store.promotions().map(({ model }) => model) };
}

Deno.test("migrations that have shipped are never edited", () => {
  const hashes = MIGRATIONS.map(({ name, sql }) => taggedHash("migration", { name, sql: sql.replaceAll(/\s+/g, " ") }));
  assertEquals(hashes, [
    "migration_OHoDAVQqHx09UqFPCZcQCkFU_B9XY3rI",
    "migration_0MTHVmihIku-3T1NNEkBl5TIoVHoX6rG",
  ]);
  assertEquals(MIGRATIONS.map(({ version }) => version), MIGRATIONS.map((_, index) => index + 1));
});

Deno.test("a file of the first version goes on, and nobody knows whose key its lists were fetched with", async () => {
  using dir = tempDir();
  const path = `${dir.path}/catalog.sqlite`;
  const db = new DatabaseSync(path);
  migrateSqlite(db, { migrations: MIGRATIONS.slice(0, 1), what: "a catalog", now: () => clock.date() });
  db.exec("INSERT INTO lists VALUES ('one', '', 'https://a', '[]', 0, '2026-08-01', NULL, '0.1.0', 1, 0)");
  db.exec("INSERT INTO failures VALUES ('one', 'a/x', '2026-08-01', 'status', 'it answered 500')");
  db.close();
  using store = await openCatalogStore(path, { clock });
  assertEquals(store.listFacts({ provider: "one", model: null })!.credential, null);
  assertEquals(store.failure({ provider: "one", model: "a/x" })!.credential, null);
  await store.putList({ ...LIST, provider: "one", records: [], credential: "0123456789ab" });
  assertEquals(store.listFacts({ provider: "one", model: null })!.credential, "0123456789ab");
});

Deno.test("a file is there the next time, with what the user chose", async () => {
  using dir = tempDir();
  const path = `${dir.path}/catalog.sqlite`;
  {
    using store = await openCatalogStore(path, { clock });
    await store.putList({ ...LIST, records: [{ key: "a/x" }] });
    await store.promote({ model: "a/x", promotedAt: LIST.fetchedAt, record: makeModel({ key: "a/x" }) });
  }
  assertEquals(await opened(path), { aside: [], lists: 1, promoted: ["a/x"] });
});

Deno.test("what is no database is set aside under a name with the time, and a fresh file takes its place", async () => {
  using dir = tempDir();
  const path = `${dir.path}/catalog.sqlite`;
  await Deno.writeTextFile(path, "this is a text and no database, however long it may be. ".repeat(100));
  const { aside } = await opened(path);
  assertEquals(aside, [`${path}.corrupt-2026-08-01T12-00-00-000Z`]);
  assertStringIncludes(await Deno.readTextFile(aside[0]), "this is a text");
  assertEquals((await opened(path)).aside, []);
});

Deno.test("a database with a damaged page is set aside, whole", async () => {
  using dir = tempDir();
  const path = `${dir.path}/catalog.sqlite`;
  {
    using store = await openCatalogStore(path, { clock });
    const records = Array.from({ length: 400 }, (_, i) => ({ key: `a/x${i}`, name: "x".repeat(100) }));
    await store.putList({ ...LIST, records });
  }
  const bytes = await Deno.readFile(path);
  bytes.fill(0xa5, 4096, bytes.length - 4096);
  await Deno.writeFile(path, bytes);
  const { aside, lists } = await opened(path);
  assertEquals([aside.length, lists], [1, 0]);
  assertEquals(await Deno.readFile(aside[0]), bytes);
});

Deno.test("an empty file is a new one", async () => {
  using dir = tempDir();
  const path = `${dir.path}/catalog.sqlite`;
  await Deno.writeTextFile(path, "");
  assertEquals((await opened(path)).aside, []);
});

Deno.test("of several who meet the damage at once, one sets the file aside and all go on with the fresh one", async () => {
  using dir = tempDir();
  const path = `${dir.path}/catalog.sqlite`;
  await Deno.writeTextFile(path, "no database at all, and long enough for a header of one hundred bytes ".repeat(9));
  const script = `
    import { openCatalogStore } from ${JSON.stringify(import.meta.resolve("../../../src/catalog/store/mod.ts"))};
    using store = await openCatalogStore(Deno.args[0], { onSetAside: () => console.log("aside") });
    await store.putOverride(Deno.args[1], { enabled: false });
  `;
  await Deno.writeTextFile(`${dir.path}/open.ts`, script);
  const processes = ["a", "b", "c", "d"].map((name) =>
    new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-lock", "--config", "deno.json", `${dir.path}/open.ts`, path, name],
      stderr: "inherit",
    }).output()
  );
  const outputs = (await Promise.all(processes)).map(({ success, stdout }) => {
    assert(success);
    return new TextDecoder().decode(stdout);
  });
  assertEquals(outputs.filter((text) => text.includes("aside")).length, 1);
  using store = await openCatalogStore(path);
  assertEquals([...store.overrides().keys()], ["a", "b", "c", "d"]);
  assertEquals(filesOf(dir.path).filter((name) => /corrupt-.*Z$/.test(name)).length, 1);
});

Deno.test("a newer schema is a clear error, and the file stays as it is", async () => {
  using dir = tempDir();
  const path = `${dir.path}/catalog.sqlite`;
  (await openCatalogStore(path, { clock })).close();
  {
    using db = new DatabaseSync(path);
    db.exec("INSERT INTO migrations VALUES (99, 'from the future', '2030-01-01T00:00:00.000Z')");
  }
  const before = await Deno.readFile(path);
  const error = await assertRejects(() => openCatalogStore(path, { clock }), UserError);
  for (const part of [path, "newer Tapedeck", "version 99", `up to ${MIGRATIONS.length}`]) {
    assertStringIncludes(error.message, part);
  }
  assertEquals(filesOf(dir.path), ["catalog.sqlite", "catalog.sqlite.lock"]);
  assertEquals(await Deno.readFile(path), before);
});

Deno.test("a path that cannot be opened is the user's mistake", async () => {
  using dir = tempDir();
  await Deno.writeTextFile(`${dir.path}/file`, "");
  await Deno.mkdir(`${dir.path}/folder.sqlite`);
  for (const path of [`${dir.path}/file/catalog.sqlite`, `${dir.path}/folder.sqlite`, "/proc/nowhere/catalog.sqlite"]) {
    const error = await assertRejects(() => openCatalogStore(path), UserError);
    assertStringIncludes(error.message, path);
  }
});
