import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { main } from "../../src/cli/main.ts";
import { servingCommand } from "../support/serving_command.ts";
import { tempDir } from "../support/temp_dir.ts";
import { testIo } from "./_test_io.ts";

const ADMIN_KEY = "a key that nobody guesses";
const STORE = ["--store", "catalog.sqlite", "--offline"];

async function status(url: string, init?: RequestInit): Promise<number> {
  const response = await fetch(url, init);
  await response.body?.cancel();
  return response.status;
}

Deno.test("the dashboard serves pages and the API until it is ended, and ends with 0", async () => {
  using folder = tempDir();
  await using running = await servingCommand("dashboard", { folder: folder.path, args: STORE });
  for (const path of ["/", "/runs", "/compare", "/health", "/costs", "/api/models", "/v1/models"]) {
    assertEquals(await status(running.url + path), 200, path);
  }
  const { code, stderr } = await running.end();
  assertEquals(code, 0);
  assertStringIncludes(stderr, `The dashboard is at ${running.url}\n`);
  assertStringIncludes(stderr, `OPENAI_BASE_URL=${running.url}/v1 OPENAI_API_KEY=any\n`);
  assertStringIncludes(stderr, "No ledger is at runs/ledger.sqlite yet");
});

Deno.test("beyond this machine a token is part of the address", async () => {
  using folder = tempDir();
  await using running = await servingCommand("dashboard", {
    folder: folder.path,
    args: [...STORE, "--host", "0.0.0.0"],
  });
  assertEquals(await status(running.url), 401);
  assertEquals(await status(`${running.url}/v1/models`), 401);
  const { stderr } = await running.end();
  const [, token] = /\/\?token=([0-9a-f]{32})\n/.exec(stderr)!;
  assertStringIncludes(stderr, `/v1 OPENAI_API_KEY=${token}\n`);
  assertStringIncludes(stderr, "in place of 127.0.0.1\n");
});

Deno.test("the admin key lets lists be refreshed by force, and stands nowhere", async () => {
  using folder = tempDir();
  const env = { TAPEDECK_ADMIN_KEY: ADMIN_KEY };
  await using running = await servingCommand("dashboard", { folder: folder.path, args: STORE, env });
  const forced = `${running.url}/api/models?force=true`;
  assertEquals(await status(forced), 403);
  assertEquals(await status(forced, { headers: { "x-tapedeck-admin-key": ADMIN_KEY } }), 200);
  const { stdout, stderr } = await running.end();
  assert(!(stdout + stderr).includes(ADMIN_KEY));
});

Deno.test("what is plainly wrong is said before anything is opened", async () => {
  using folder = tempDir();
  const run = async (args: readonly string[], env: Record<string, string> = {}) => {
    const io = testIo({ env, cwd: folder.path });
    return { code: await main(["dashboard", ...args], io), stderr: io.written.stderr };
  };
  const short = await run([], { TAPEDECK_ADMIN_KEY: "short" });
  assertEquals(short.code, 2);
  assertMatch(short.stderr, /must have at least 16 characters: it has 5/);
  const origin = await run(["--allow-origin", "https://example.org/page"]);
  assertEquals(origin.code, 2);
  assertMatch(origin.stderr, /scheme, host and port alone.*"https:\/\/example.org\/page"/);
  const tapeless = await run(["--mode", "append"]);
  assertEquals(tapeless.code, 2);
  assertMatch(tapeless.stderr, /none is named \(--cassette FILE\): current value is "append"/);
  assertEquals([...Deno.readDirSync(folder.path)].map(({ name }) => name), []);
});

Deno.test("a port that is taken is named", async () => {
  using folder = tempDir();
  await using first = await servingCommand("dashboard", { folder: folder.path, args: STORE });
  const port = new URL(first.url).port;
  const io = testIo({ cwd: folder.path, env: { XDG_STATE_HOME: join(folder.path, "state") } });
  assertEquals(await main(["dashboard", "--port", port, "--offline", "--store", ":memory:"], io), 2);
  assertStringIncludes(
    io.written.stderr,
    `Cannot listen as the port is in use (0 picks a free one): current value is 127.0.0.1:${port}`,
  );
});
