import { assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { openLedger } from "../../src/ledger/mod.ts";
import { type LedgerColumn, schemaOf, withSchema } from "../support/ledger_page.ts";
import { hasPostgres, startPostgres } from "../support/postgres.ts";
import { tempDir } from "../support/temp_dir.ts";

const PAGE = new URL("../../docs/ledger.md", import.meta.url);

/** Types by `table.column`, in the order of the table. */
async function sqliteTypes(): Promise<Map<string, string>> {
  using dir = tempDir();
  const path = `${dir.path}/ledger.sqlite`;
  await (await openLedger(path)).close();
  using db = new DatabaseSync(path);
  const rows = db.prepare(
    `SELECT m.name AS "table", i.name AS "column", i.type AS type
     FROM sqlite_schema m JOIN pragma_table_info(m.name) i WHERE m.type = 'table' ORDER BY m.name, i.cid`,
  ).all();
  return new Map(rows.map(({ table, column, type }) => [`${table}.${column}`, String(type)]));
}

async function postgresTypes(): Promise<Map<string, string>> {
  await using server = await startPostgres();
  await (await openLedger(server.url)).close();
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const { rows } = await client.query(
    `SELECT c.table_name, c.column_name, c.data_type
     FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE table_schema = 'tapedeck' AND table_type = 'BASE TABLE' ORDER BY c.table_name, c.ordinal_position`,
  );
  await client.end();
  return new Map(rows.map(({ table_name, column_name, data_type }) => [`${table_name}.${column_name}`, data_type]));
}

function ofPage(columns: readonly LedgerColumn[], database: "sqlite" | "postgres"): [string, string][] {
  return columns.filter((one) => one[database] !== "")
    .map((one): [string, string] => [`${one.table}.${one.column}`, one[database]]).sort();
}

Deno.test({
  name: "docs/ledger.md has the tables of both databases as they are: TAPEDECK_UPDATE=docs writes them",
  ignore: hasPostgres.ignore,
  async fn() {
    const [sqlite, postgres] = await Promise.all([sqliteTypes(), postgresTypes()]);
    const names = [...new Set([...sqlite.keys(), ...postgres.keys()])];
    const columns = names.map((name): LedgerColumn => {
      const [table, column] = name.split(".");
      return { table, column, sqlite: sqlite.get(name) ?? "", postgres: postgres.get(name) ?? "" };
    });
    const page = await Deno.readTextFile(PAGE);
    if (Deno.env.get("TAPEDECK_UPDATE") === "docs") await Deno.writeTextFile(PAGE, withSchema(page, columns));
    assertEquals(await Deno.readTextFile(PAGE), withSchema(page, columns));
  },
});

Deno.test("docs/ledger.md has the tables of SQLite as they are", async () => {
  const columns = schemaOf(await Deno.readTextFile(PAGE));
  assertEquals(ofPage(columns, "sqlite"), [...await sqliteTypes()].sort());
});
