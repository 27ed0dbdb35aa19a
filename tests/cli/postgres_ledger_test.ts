import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { main } from "../../src/cli/main.ts";
import { openLedger } from "../../src/ledger/mod.ts";
import { hasPostgres, POSTGRES_PASSWORD, type PostgresServer, startPostgres } from "../support/postgres.ts";
import { tempDir } from "../support/temp_dir.ts";
import { testIo } from "./_test_io.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
let server: PostgresServer;

Deno.test.beforeAll(async () => {
  if (!hasPostgres.ignore) server = await startPostgres();
});

Deno.test.afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
});

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: hasPostgres.ignore, fn });
}

/** Runs a command in the project's folder; whatever it says must have no password in it. */
async function run(words: readonly string[], env: { readonly [name: string]: string } = {}) {
  const io = testIo({ cwd: ROOT, env, columns: 200 });
  const code = await main([...words], io);
  for (const said of Object.values(io.written)) assert(!said.includes(POSTGRES_PASSWORD), said);
  return { code, ...io.written };
}

/** A replay into a file gives up the network for the rest of its process. */
async function replayInProcess(words: readonly string[]): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "-q", "--no-lock", "src/cli/main.ts", ...words],
    cwd: ROOT,
  }).output();
  return new TextDecoder().decode(stdout);
}

/** All that stands in the files of a folder. */
async function contents(folder: string): Promise<string> {
  let text = "";
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    text += isDirectory ? await contents(path) : new TextDecoder("latin1").decode(await Deno.readFile(path));
  }
  return text;
}

const REPLAY = ["sweep", "run", "sweeps/quickstart.toml", "--json"];

test("a sweep gives the same results from a database as from a file, and other commands find its run there", async () => {
  using dir = tempDir();
  const url = await server.database();
  const ofFile = JSON.parse(await replayInProcess([...REPLAY, "--out", dir.path]));
  const { code, stdout, stderr } = await run([...REPLAY, "--out", dir.path, "--ledger", url]);
  assertEquals(code, 0, stderr);
  const ofDatabase = JSON.parse(stdout);
  assertEquals(ofDatabase.results_hash, ofFile.results_hash);
  assertEquals(
    await Deno.readFile(`${ofDatabase.out}/results.csv`).then((bytes) => bytes.length),
    await Deno.readFile(`${ofFile.out}/results.csv`).then((bytes) => bytes.length),
  );
  assert(!(await contents(dir.path)).includes(POSTGRES_PASSWORD));

  const runId = ofDatabase.run_id;
  const named = async (...words: string[]) => {
    const { code, stdout, stderr } = await run([...words, "--ledger", url, "--json"]);
    assertEquals(code, 0, stderr);
    return JSON.parse(stdout);
  };
  assertStringIncludes(JSON.stringify(await named("run", "list")), runId);
  assertStringIncludes(JSON.stringify(await named("run", "show", runId)), runId);
  assertEquals((await named("cost")).total.tries, ofDatabase.cells);
  assertEquals((await named("run", "results", runId, "--out", dir.path)).results_hash, ofFile.results_hash);
  await using ledger = await openLedger(url);
  assert(!JSON.stringify(await ledger.runs()).includes(POSTGRES_PASSWORD));
});

test("the line that goes on with an interrupted run names the database without its password", async () => {
  using dir = tempDir();
  const url = await server.database();
  const words = ["sweep", "run", "sweeps/quickstart.toml", "--out", dir.path, "--ledger", url, "--resume", "run_9"];
  const { code, stderr } = await run(words);
  assertEquals(code, 2);
  assertStringIncludes(stderr, "run_9");
  const io = testIo({ cwd: ROOT, columns: 200 });
  const running = main([
    "sweep",
    "run",
    "sweeps/quickstart.toml",
    "--out",
    dir.path,
    "--ledger",
    `${url}?sslmode=prefer`,
  ], io);
  while (!io.interrupt()) await new Promise((resolve) => setTimeout(resolve, 0));
  await running;
  const said = Object.values(io.written).join("");
  assert(!said.includes(POSTGRES_PASSWORD), said);
  if (said.includes("To go on")) {
    assertStringIncludes(said, `--ledger '${url.replace(`:${POSTGRES_PASSWORD}`, "")}?sslmode=prefer'`);
  }
});

test("no command that cannot open its ledger says the password", async () => {
  using dir = tempDir();
  const wrong = server.url.replace(POSTGRES_PASSWORD, `${POSTGRES_PASSWORD}%2Fwrong`);
  const away = server.url.replace(`:${server.port}`, ":1");
  for (const ledger of [wrong, away, `${server.url}/nowhere`, server.url.replace(`:${server.port}`, ":port")]) {
    for (
      const words of [
        [...REPLAY, "--out", dir.path],
        ["cost"],
        ["run", "list"],
        ["route", "log", "--json"],
        ["profile", "save", "x", "--variant", "temperature=0"],
      ]
    ) {
      const { code, stdout, stderr } = await run([...words, "--ledger", ledger]);
      assert(code !== 0, `${words} ${stdout}`);
      assertStringIncludes(stdout + stderr, "Cannot open the ledger");
    }
  }
  const { code } = await run(["route", "log"], { TAPEDECK_LEDGER: wrong });
  assertEquals(code, 1);
});
