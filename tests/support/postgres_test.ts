import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import pg from "pg";
import { findPostgres } from "./find_postgres.ts";
import { hasPostgres, type PostgresServer, startPostgres } from "./postgres.ts";
import { tempDir } from "./temp_dir.ts";

const { ignore } = hasPostgres;

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: "array" })).rows.flat();
  } finally {
    await client.end();
  }
}

Deno.test({
  name: "a server keeps what was written through a stop and a crash",
  ignore,
  async fn() {
    await using server = await startPostgres();
    const url = await server.database();
    await ask(url, "CREATE TABLE kept (n integer)");
    await ask(url, "INSERT INTO kept VALUES (1)");
    await server.restart();
    await ask(url, "INSERT INTO kept VALUES (2)");
    await server.kill();
    await assertRejects(() => ask(url, "SELECT 1"), Error, "ECONNREFUSED");
    await server.restart();
    assertEquals(await ask(url, "SELECT n FROM kept ORDER BY n"), [1, 2]);
    assertEquals(await ask(url, "SELECT 'a' < 'B'"), [true]);
  },
});

Deno.test({
  name: "a server and its folder are gone with their scope, and twice is no error",
  ignore,
  async fn() {
    let server: PostgresServer;
    {
      await using own = await startPostgres();
      server = own;
      await own.stop();
      await own.stop();
    }
    await assertRejects(() => ask(server.url, "SELECT 1"), Error, "ECONNREFUSED");
  },
});

Deno.test({
  name: "a server does not outlive the process that started it",
  ignore: ignore || Deno.build.os !== "linux",
  async fn() {
    using dir = tempDir();
    // The server may run as another user, who must get through to its own folder.
    await Deno.chmod(dir.path, 0o755);
    const script = join(dir.path, "start.ts");
    const support = new URL("./postgres.ts", import.meta.url).href;
    // The folder of the server is the only one there.
    const temporary = join(dir.path, "temporary");
    await Deno.mkdir(temporary, { mode: 0o755 });
    await Deno.writeTextFile(
      script,
      `import { startPostgres } from ${JSON.stringify(support)};
       const server = await startPostgres();
       console.log(server.url);
       await new Promise((resolve) => setTimeout(resolve, 600_000));`,
    );
    const config = new URL("../../deno.json", import.meta.url).pathname;
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "-q", "--no-lock", `--config=${config}`, script],
      env: { TMPDIR: temporary },
      stdout: "piped",
    }).spawn();
    const lines = process.stdout.pipeThrough(new TextDecoderStream());
    let url = "";
    for await (const chunk of lines) {
      url += chunk;
      if (url.includes("\n")) break;
    }
    assertEquals(await ask(url.trim(), "SELECT 1"), [1]);
    const [folder] = await Array.fromAsync(Deno.readDir(temporary), ({ name }) => name);
    using changes = Deno.watchFs(join(temporary, folder, "data"), { recursive: false });
    process.kill("SIGKILL");
    await process.status;
    for await (const { kind, paths } of changes) {
      if (kind === "remove" && paths.some((path) => path.endsWith("postmaster.pid"))) break;
    }
    await assertRejects(() => ask(url.trim(), "SELECT 1"), Error, "ECONNREFUSED");
  },
});

Deno.test("the newest server is found, and a folder that is not there says what to install", async () => {
  using dir = tempDir();
  for (const version of ["9.6", "15", "17"]) {
    await Deno.mkdir(join(dir.path, version, "bin"), { recursive: true });
    if (version !== "17") await Deno.writeTextFile(join(dir.path, version, "bin", "initdb"), "");
  }
  assertEquals(await findPostgres(dir.path), join(dir.path, "15", "bin"));
  await assertRejects(() => findPostgres(join(dir.path, "none")), Error, "apt-get install postgresql");
});
