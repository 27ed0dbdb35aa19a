import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/main.ts";
import { openSqliteLedger, sumCosts } from "../../src/ledger/mod.ts";
import { startSimulated } from "../../src/provider/simulated/mod.ts";
import { gate, refusedUrl, withServer } from "../transport/loopback.ts";
import { tempDir } from "../support/temp_dir.ts";
import { type TestIo, testIo, type TestIoOptions } from "./_test_io.ts";

const KEY = "sk-never-to-be-seen-0123456789";

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  // deno-lint-ignore no-explicit-any
  readonly document: any;
}

/** A project whose providers are set up so. */
async function withProject(
  toml: string,
  test: (run: (line: string, options?: TestIoOptions) => Promise<Ran>, folder: string) => Promise<void>,
): Promise<void> {
  using folder = tempDir();
  await Deno.writeTextFile(`${folder.path}/tapedeck.toml`, `version = 1\n${toml}`);
  await test(async (line, options = {}) => {
    const io = projectIo(folder.path, options);
    const code = await main(["provider", "health", ...line.split(" ").filter((word) => word !== "")], io);
    const { stdout, stderr } = io.written;
    assert(!stdout.includes(KEY) && !stderr.includes(KEY), "the key is never shown");
    return { code, stdout, stderr, document: line.includes("--json") && code !== 2 ? JSON.parse(stdout) : null };
  }, folder.path);
}

function projectIo(cwd: string, options: TestIoOptions = {}): TestIo {
  return testIo({ cwd, ...options, env: { MY_KEY: KEY, TAPEDECK_CATALOG: ":memory:", ...options.env } });
}

const section = (name: string, url: string, kind = "openai") =>
  `[providers.${name}]\nkind = "${kind}"\nbase_url = "${url}/v1"\ncredential = "${name}/mine"\n` +
  `[credentials."${name}/mine"]\nenv = "MY_KEY"\n`;

/** What a server that answers so is said to be. */
async function saidOf(handler: (request: Request) => Response): Promise<unknown[]> {
  let said: unknown[] = [];
  await withServer(handler, async (url) => {
    await withProject(section("box", url), async (run) => {
      const { code, document: { providers: [box] } } = await run("box --json");
      said = [code, box.state, box.reason, box.http_status, box.url.replace(url, "")];
    });
  });
  return said;
}

Deno.test("a provider that answers is healthy, and is asked with its key", async () => {
  let key: string | null = null;
  const said = await saidOf(({ headers }) => {
    key = headers.get("authorization");
    return Response.json({ data: [] });
  });
  assertEquals(said, [0, "healthy", null, 200, "/v1/models"]);
  assertEquals(key, `Bearer ${KEY}`);
});

Deno.test("one that refuses the key is there, and the key's name is told", async () => {
  const refusing = () => Response.json({ error: { message: `Incorrect API key: ${KEY}` } }, { status: 401 });
  assertEquals(await saidOf(refusing), [0, "degraded", "it refuses box/mine (401)", 401, "/v1/models"]);
});

Deno.test("one that fails, and that was asked for by name, ends with exit code 1", async () => {
  assertEquals(await saidOf(() => new Response("", { status: 500 })), [
    1,
    "down",
    "it answered 500",
    500,
    "/v1/models",
  ]);
});

Deno.test("a redirect is told and not followed", async () => {
  const away = () => new Response(null, { status: 307, headers: { location: `https://else.test/?key=${KEY}` } });
  const reason = "it sends to another address (307 https://else.test)";
  assertEquals(await saidOf(away), [0, "degraded", reason, 307, "/v1/models"]);
});

Deno.test("one that refuses the connection, or does not speak TLS, is down", async () => {
  await withProject(section("box", refusedUrl()), async (run) => {
    const { code, stdout } = await run("box");
    assertEquals(code, 1);
    assertStringIncludes(stdout, "it cannot be reached: ");
  });
  await withServer(() => new Response(""), async (url) => {
    await withProject(section("box", url.replace("http:", "https:")), async (run) => {
      const { code, document } = await run("box --json");
      assertEquals([code, document.providers[0].state], [1, "down"]);
      assertStringIncludes(document.providers[0].reason, "it cannot be reached: ");
    });
  });
});

Deno.test("one that does not answer in time is down", async () => {
  const [asked, answer] = [gate(), gate()];
  await withServer(async () => {
    asked.open();
    await answer.opened;
    return new Response("");
  }, async (url) => {
    using folder = tempDir();
    await Deno.writeTextFile(`${folder.path}/tapedeck.toml`, `version = 1\n${section("box", url)}`);
    const io = projectIo(folder.path);
    const running = main(["provider", "health", "box", "--timeout", "2"], io);
    await asked.opened;
    await io.clock.advance(2_000);
    assertEquals(await running, 1);
    assertStringIncludes(io.written.stdout, "it did not answer within 2000 ms");
    answer.open();
  });
});

Deno.test("without names all that are set up or have a key are asked, and none of them ends it with 1", async () => {
  await withServer(() => Response.json({}), async (url) => {
    await withProject(section("up", url) + section("away", refusedUrl()), async (run) => {
      const { code, document } = await run("--json");
      const states = document.providers.map((
        { provider, state }: { provider: string; state: string },
      ) => [provider, state]);
      assertEquals([code, states.sort()], [0, [["away", "down"], ["up", "healthy"]]]);
    });
  });
  await withProject("", async (run) => {
    const { code, stdout } = await run("");
    assertEquals([code, stdout], [
      0,
      "No provider is set up or has a key: name one, as in tapedeck provider health ollama\n",
    ]);
  });
});

Deno.test("without a key, or an address, it is said why nobody was asked", async () => {
  await withProject("", async (run) => {
    const { code, document } = await run("openai bedrock --json");
    assertEquals(code, 0);
    assertEquals(document.providers.map(({ state, reason }: { state: string; reason: string }) => [state, reason]), [
      ["unknown", "its address needs a key, and there is none"],
      ["unknown", "it has no address that answers without a model"],
    ]);
  });
});

Deno.test("a key that a command gives is had only where the provider is named", async () => {
  await withServer(() => Response.json({}), async (url) => {
    const toml = `[providers.box]\nkind = "openai"\nbase_url = "${url}/v1"\ncredential = "box/mine"\n` +
      `[credentials."box/mine"]\ncommand = ["printf", "${"x".repeat(30)}"]\n`;
    await withProject("", async (run, folder) => {
      // The user's own file: a project's may not run commands unless the user says so.
      await Deno.mkdir(`${folder}/user/tapedeck`, { recursive: true });
      await Deno.writeTextFile(`${folder}/user/tapedeck/config.toml`, `version = 1\n${toml}`);
      const options = { env: { XDG_CONFIG_HOME: `${folder}/user`, HOME: folder } };
      const all = (await run("--json", options)).document.providers[0];
      assertEquals([all.state, all.reason], ["unknown", "its key comes from a command"]);
      assertEquals((await run("box --json", options)).document.providers[0].state, "healthy");
    });
  });
});

Deno.test("a name that there is not is wrong usage, with the nearest one", async () => {
  await withProject("", async (run) => {
    const { code, stderr } = await run("opnai");
    assertEquals(code, 2);
    assertStringIncludes(stderr, 'did you mean "openai"?');
  });
});

Deno.test("--call asks a model for one token, with the provider's own wire format", async () => {
  await using server = startSimulated({ port: 0 });
  await withProject(section("box", server.origin, "simulated"), async (run) => {
    const { code, document } = await run("box --call --model simulated/steady --json");
    const { call } = document.providers[0];
    assertEquals([code, call.endpoint, call.error_kind, call.output_tokens], [0, "simulated/steady@box", null, 1]);
    const failed = await run("box --call --model simulated/nobody --json");
    const { error_kind, reason } = failed.document.providers[0].call;
    assertEquals([failed.code, error_kind, typeof reason], [1, "not_found", "string"]);
    assertStringIncludes((await run("box --call --model simulated/steady")).stdout, "answers");
  });
});

Deno.test("what --call asks stands in the ledger as a call by itself, and in what was paid", async () => {
  await using server = startSimulated({ port: 0 });
  await withProject(section("box", server.origin, "simulated"), async (run, folder) => {
    const own = `${folder}/own.sqlite`;
    const costs = async (path: string) => {
      await using ledger = await openSqliteLedger(path);
      const { total: { tries, billed, unknown } } = await sumCosts(ledger.costs(), "run");
      return { tries, billed, unknown };
    };
    const asked = "box --call --model simulated/steady";
    await run(asked, { env: { TAPEDECK_LEDGER: own } });
    await run("box --call --model simulated/nobody", { env: { TAPEDECK_LEDGER: own } });
    await run("box", { env: { TAPEDECK_LEDGER: own } });
    assertEquals(await costs(own), { tries: 2, billed: 1, unknown: 1 });
    {
      await using ledger = await openSqliteLedger(own);
      const rows = (await Array.fromAsync(ledger.calls())).sort((a, b) => b.status < a.status ? -1 : 1);
      assertEquals(
        rows.map((
          { scope, endpoint, status, httpStatus, outputTokens },
        ) => [scope, endpoint, status, httpStatus, outputTokens]),
        [
          ["provider health", "simulated/steady@box", "ok", 200, 1],
          ["provider health", "simulated/nobody@box", "failed", 404, null],
        ],
      );
    }
    // A ledger of the project comes first, where there is one.
    await Deno.mkdir(`${folder}/runs`);
    await (await openSqliteLedger(`${folder}/runs/ledger.sqlite`)).close();
    await run(asked, { env: { TAPEDECK_LEDGER: own } });
    assertEquals([(await costs(own)).tries, (await costs(`${folder}/runs/ledger.sqlite`)).tries], [2, 1]);
  });
});

Deno.test("--call says what the model answers although the ledger cannot be written, and that no sum has it", async () => {
  await using server = startSimulated({ port: 0 });
  await withProject(section("box", server.origin, "simulated"), async (run, folder) => {
    await Deno.writeTextFile(`${folder}/no-ledger.sqlite`, "This is a text.".repeat(100));
    const options = { env: { TAPEDECK_LEDGER: `${folder}/no-ledger.sqlite` } };
    const { code, stdout, stderr } = await run("box --call --model simulated/steady", options);
    assertEquals(code, 0);
    assertStringIncludes(stdout, "answers");
    assertStringIncludes(stderr, "Cannot keep the call in the ledger, so no sum has its cost: ");
    const none = await run("box --call --model simulated/steady", { env: { TAPEDECK_LEDGER: "none" } });
    assertEquals([none.code, none.stderr], [0, ""]);
  });
});

Deno.test("--call without a model takes a cheap one of the provider, or says that none is known", async () => {
  await withServer(() => new Response("{}", { status: 503 }), async (url) => {
    await withProject(section("box", url) + section("router", url, "openrouter"), async (run) => {
      const [box, router] = (await run("box router --call --json")).document.providers;
      assertEquals([box.call.error_kind, router.call.error_kind], ["overloaded", "overloaded"]);
      assertStringIncludes(box.call.endpoint, "openai/gpt-");
      assertStringIncludes(router.call.endpoint, "@router");
    });
    await withProject(section("own", url, "openai-compatible"), async (run) => {
      assertStringIncludes(
        (await run("own --call")).stderr,
        "No model of own was called as none with a price is known",
      );
    });
  });
});

/** What is written while the command runs, up to Ctrl-C. */
async function watched(
  args: readonly string[],
  { io, until }: { readonly io: TestIo; readonly until: (written: TestIo["written"]) => boolean },
): Promise<number> {
  const running = main(["provider", "health", "--watch", ...args], io);
  let isOver = false;
  running.finally(() => isOver = true);
  while (!isOver && !until(io.written)) await io.clock.advance(50);
  io.interrupt();
  return await running;
}

Deno.test("--watch draws in place on a terminal, and ends on Ctrl-C", async () => {
  await withServer(() => Response.json({}), async (url) => {
    using folder = tempDir();
    await Deno.writeTextFile(`${folder.path}/tapedeck.toml`, `version = 1\n${section("box", url)}`);
    const io = projectIo(folder.path, { terminal: true, columns: 120 });
    const code = await watched(["box"], { io, until: ({ stdout }) => stdout.split("healthy").length > 3 });
    assertEquals(code, 0);
    assert(io.written.stdout.startsWith("\x1b[Jprovider"), io.written.stdout);
    assertStringIncludes(io.written.stdout, "\x1b[3A\x1b[Jprovider");
  });
});

Deno.test("--watch --json is one document a line, and metrics are served beside it", async () => {
  await withServer(() => new Response("", { status: 503 }), async (url) => {
    using folder = tempDir();
    await Deno.writeTextFile(`${folder.path}/tapedeck.toml`, `version = 1\n${section("box", url)}`);
    const io = projectIo(folder.path, { env: { XDG_STATE_HOME: `${folder.path}/state` } });
    const code = await watched(["box", "--json", "--metrics-port", "0"], {
      io,
      until: ({ stdout }) => stdout.includes("503"),
    });
    assertEquals(code, 1);
    const documents = io.written.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    assertEquals(documents[0].providers.length, 1, "also before it has answered");
    assertEquals(documents.at(-1).providers[0].reason, "it answered 503");
    assertStringIncludes(io.written.stderr, "Metrics at http://127.0.0.1:");
    assertEquals([...Deno.readDirSync(`${folder.path}/state/tapedeck/running`)], []);
  });
});
