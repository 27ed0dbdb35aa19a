import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import pg from "pg";
import { UserError } from "../../src/base/mod.ts";
import { openLedger } from "../../src/ledger/mod.ts";
import { makeAttempt, makeRun } from "../support/attempts.ts";
import { hasPostgres, POSTGRES_PASSWORD, type PostgresServer, startPostgres } from "../support/postgres.ts";
import { tempDir } from "../support/temp_dir.ts";
import { inOwnProcess } from "../support/own_process.ts";

const { ignore } = hasPostgres;
let server: PostgresServer;

Deno.test.beforeAll(async () => {
  if (!ignore) server = await startPostgres({ hasTls: true });
});

Deno.test.afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
});

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore, fn });
}

/** Opens each ledger with its variables alone set, and says of each what went wrong; `null` where nothing did. */
async function opened(
  ways: readonly (readonly [variables: { readonly [name: string]: string }, url: string])[],
): Promise<({ readonly name: string; readonly message: string } | null)[]> {
  const code = `
    import { openLedger } from "./src/ledger/mod.ts";
    const told = [];
    for (const [variables, url] of JSON.parse(values[0])) {
      for (const [name, value] of Object.entries(variables)) Deno.env.set(name, value);
      try {
        await using ledger = await openLedger(url);
        await ledger.runs();
        told.push(null);
      } catch ({ name, message }) {
        told.push({ name, message });
      }
      for (const name of Object.keys(variables)) Deno.env.delete(name);
    }
    tell(told);
    // A server waits a minute for a password that does not come.
    Deno.exit();
  `;
  return await inOwnProcess(code, { values: [JSON.stringify(ways)] });
}

/** Whatever is said of an error, by anybody who prints all there is of it. */
function assertHidden(error: unknown): void {
  const said = Deno.inspect(error, { depth: 50, iterableLimit: Infinity, strAbbreviateSize: Infinity }) +
    (error as Error).stack + JSON.stringify(error);
  assert(!said.includes(POSTGRES_PASSWORD), said);
}

const WITHOUT_PASSWORD = new RegExp(`:${POSTGRES_PASSWORD}@`);

test("no error on opening a ledger has its password in it", async () => {
  const url = server.url;
  const wrong = [
    url.replace(POSTGRES_PASSWORD, `${POSTGRES_PASSWORD}-wrong`),
    url.replace("tapedeck:", "nobody:"),
    url.replace(/postgres$/, "nowhere"),
    url.replace(`:${server.port}`, ":1"),
    url.replace("127.0.0.1", "nowhere.invalid"),
    url.replace(`:${server.port}`, ":port"),
    url.replace("@", "/@"),
    `${url}?sslmode=verify-full&sslrootcert=/nowhere/root.crt`,
    `${url}?sslmode=verify-full`,
    `postgres://tapedeck@127.0.0.1:${server.port}/nowhere?password=${POSTGRES_PASSWORD}`,
  ];
  for (const one of wrong) {
    assertHidden(await assertRejects(() => openLedger(one), UserError, "Cannot open the ledger"));
  }
});

test("no error of an open ledger has its password in it", async () => {
  await using ledger = await openLedger(await server.database());
  await ledger.startRun(makeRun());
  const broken = makeAttempt({ label: null as unknown as string });
  assertHidden(await assertRejects(() => ledger.append([broken]), Error));
  assertHidden(await assertRejects(() => ledger.append([makeAttempt({ runId: "nobody" })]), Error));
  assertHidden(await assertRejects(() => ledger.startRun(makeRun()), Error));
  await ledger.close();
  assertHidden(await assertRejects(() => ledger.runs(), Error));
  assert(!Deno.inspect(ledger, { depth: 50, showHidden: true }).includes(POSTGRES_PASSWORD));
});

test("a password comes from the URL, from PGPASSWORD, or from a file, as libpq reads them", async () => {
  const bare = server.url.replace(WITHOUT_PASSWORD, "@");
  using dir = tempDir();
  const file = `${dir.path}/pgpass`;
  const lines = ["other:*:*:*:wrong", `127.0.0.1:${server.port}:*:tapedeck:${POSTGRES_PASSWORD}`];
  await Deno.writeTextFile(file, `${lines.join("\n")}\n`, { mode: 0o600 });
  const place = { PGUSER: "tapedeck", PGHOST: "127.0.0.1", PGPORT: String(server.port) };
  const [refused, ...others] = await opened([
    [{ PGPASSFILE: "/nowhere/pgpass" }, bare],
    [{ PGPASSWORD: POSTGRES_PASSWORD }, bare],
    [{ PGPASSWORD: "wrong" }, server.url],
    [{ PGPASSFILE: file }, bare],
    [{ PGPASSFILE: file, ...place }, "postgres:///postgres"],
  ]);
  assertEquals(refused?.name, "UserError");
  assertStringIncludes(refused!.message, "asks for a password");
  assertEquals(others, [null, null, null, null]);
});

test("sslmode means what it means to libpq", async () => {
  const isEncrypted = async (parameters: string) => {
    const application_name = `tls_${crypto.randomUUID().slice(0, 8)}`;
    await using ledger = await openLedger(`${server.url}?${parameters}&application_name=${application_name}`);
    await ledger.runs();
    const client = new pg.Client({ connectionString: `${server.url}?sslmode=disable` });
    await client.connect();
    const { rows } = await client.query(
      "SELECT bool_and(ssl) AS ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = $1",
      [application_name],
    );
    await client.end();
    return rows[0].ssl;
  };
  const root = server.certificate!;
  assertEquals(await isEncrypted("sslmode=disable"), false);
  assertEquals(await isEncrypted("sslmode=allow"), false);
  assertEquals(await isEncrypted("sslmode=prefer"), true);
  assertEquals(await isEncrypted("sslmode=require"), true);
  assertEquals(await isEncrypted(`sslmode=verify-ca&sslrootcert=${root}`), true);
  assertEquals(await isEncrypted(`sslmode=verify-full&sslrootcert=${root}`), true);
  assertEquals(await isEncrypted("connect_timeout=10"), false);
  const error = await assertRejects(() => openLedger(`${server.url}?sslmode=verify-full`), UserError, "certificate");
  assertStringIncludes(error.message, "sslmode=verify-full");
  assertHidden(error);
});

test("the environment says how a database is reached whose URL does not, and once for all connections", async () => {
  // Whoever holds two locks has two connections.
  const code = `
    import { openLedger } from "./src/ledger/mod.ts";
    import pg from "pg";
    await using ledger = await openLedger(values[0] + "?application_name=asked");
    Deno.env.delete("PGSSLMODE");
    const locks = [await ledger.lock("one"), await ledger.lock("two")];
    const client = new pg.Client({ connectionString: values[0], ssl: false });
    await client.connect();
    const sql = "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'asked'";
    const { rows } = await client.query(sql);
    await client.end();
    locks.forEach((lock) => lock?.release());
    tell([rows.length >= 2, rows.every(({ ssl }) => ssl), rows.some(({ ssl }) => ssl)]);
  `;
  const values = [server.url];
  assertEquals(await inOwnProcess(code, { env: { PGSSLMODE: "require" }, values }), [true, true, true]);
  assertEquals(
    await inOwnProcess(code.replace('env.delete("PGSSLMODE")', 'env.set("PGSSLMODE", "require")'), { values }),
    [
      true,
      false,
      false,
    ],
  );
});

test("a server without TLS is taken where TLS is preferred, and refused where it is required", async () => {
  await using plain = await startPostgres();
  await using ledger = await openLedger(`${plain.url}?sslmode=prefer`);
  await ledger.runs();
  assertHidden(await assertRejects(() => openLedger(`${plain.url}?sslmode=require`), UserError, "SSL"));
});

test("rows are on the disk when they are written, also where the server is told not to wait for it", async () => {
  const url = await server.database();
  const name = new URL(url).pathname.slice(1);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const [given, used] of [["off", "on"], ["remote_apply", "remote_apply"]]) {
    await client.query(`ALTER DATABASE ${name} SET synchronous_commit TO '${given}'`);
    const application_name = `sync_${given}`;
    await using ledger = await openLedger(`${url}?application_name=${application_name}`);
    await client.query("CREATE OR REPLACE VIEW tapedeck.spy AS SELECT current_setting('synchronous_commit') AS used");
    await client.query("CREATE TABLE IF NOT EXISTS tapedeck.seen (used text)");
    await client.query(
      `CREATE OR REPLACE FUNCTION tapedeck.see() RETURNS trigger LANGUAGE plpgsql AS
       'BEGIN INSERT INTO tapedeck.seen SELECT * FROM tapedeck.spy; RETURN NEW; END'`,
    );
    await client.query("CREATE OR REPLACE TRIGGER see AFTER INSERT ON tapedeck.runs EXECUTE FUNCTION tapedeck.see()");
    await ledger.startRun(makeRun({ runId: given }));
    assertEquals((await client.query("DELETE FROM tapedeck.seen RETURNING used")).rows, [{ used }]);
  }
  await client.end();
});
