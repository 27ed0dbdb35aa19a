import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { CallError, type Registry } from "../../../src/routing/mod.ts";
import type { RouteAudit } from "../../../src/spec/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { network, open, server } from "./_world.ts";

const QUESTION = { model: "simulated/quick", messages: [{ role: "user", content: "Hello" } as const] };
const HASTY = { retry: { max_tries: 2, base_ms: 1 } };

interface Told {
  readonly audit: RouteAudit;
  readonly outcome: { readonly failed: readonly { readonly endpoint: string; readonly errorKind: string }[] };
}

/** What a call came to, as plain data. */
async function told(registry: Registry): Promise<Told> {
  try {
    const { attempts: _, endpoint, ...rest } = await registry.complete(QUESTION);
    return JSON.parse(JSON.stringify({ ...rest, endpoint: endpoint.key }));
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    const { failure, audit, outcome, costUsd } = error;
    return JSON.parse(JSON.stringify({ failure, audit, outcome, costUsd }));
  }
}

/** The same calls from the tape, by a process that may do nothing but read it. */
async function replayedElsewhere(cassette: string, count: number): Promise<Told[]> {
  using home = tempDir();
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-check",
      "--deny-net",
      "--allow-read",
      "--allow-env",
      fileURLToPath(new URL("./replay_child.ts", import.meta.url)),
      cassette,
      String(count),
    ],
    clearEnv: true,
    env: { HOME: home.path, DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno` },
    stdout: "piped",
    stderr: "piped",
  });
  const { code, stdout, stderr } = await child.output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  assertEquals([...Deno.readDirSync(home.path)], []);
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test("faults, fallbacks and what a breaker skipped come back in a process without network, keys and files", async () => {
  using dir = tempDir();
  const cassette = `${dir.path}/tape.jsonl`;
  const breaker = { failure_rate: 0.5, min_calls: 4, open_ms: 3_600_000, max_open_ms: 3_600_000 };
  const config = {
    providers: {
      alpha: {
        kind: "simulated",
        base_url: "http://alpha/v1",
        retry: { max_tries: 1 },
        limits: { concurrency: 2 },
        breaker,
      },
      beta: { kind: "simulated", base_url: "http://beta/v1", ...HASTY },
    },
    routing: { policy: "cost" },
  };
  const alpha = server({ failures: [{ kind: "server_error", every: 1 }] });
  const beta = server({ failures: [{ kind: "overloaded", probability: 0.4 }] });
  const recorded: Told[] = [];
  {
    await using registry = await open({ cassette, mode: "record", config, fetch: network({ alpha, beta }) });
    // All of them are on their way before the breaker opens.
    recorded.push(...await Promise.all(Array.from({ length: 12 }, () => told(registry))));
  }
  const kinds = recorded.map(({ outcome }) => outcome.failed.map(({ errorKind }) => errorKind).join(" "));
  assert(kinds.includes("server_error"), String(kinds));
  assert(kinds.includes("breaker_open"), String(kinds));
  assert(kinds.some((kind) => kind.endsWith("overloaded")), String(kinds));

  const replayed = await replayedElsewhere(cassette, recorded.length);
  assertEquals(replayed, recorded.map((one) => ({ ...one, audit: { ...one.audit, origin: "tape" as const } })));
});

Deno.test("a choice among none comes back too", async () => {
  using dir = tempDir();
  const cassette = `${dir.path}/tape.jsonl`;
  const config = { providers: { alpha: { kind: "simulated", base_url: "http://alpha/v1" } } };
  const question = { ...QUESTION, model: "openai/gpt-4o-mini" };
  const ask = async (registry: Registry) => {
    try {
      await registry.complete(question);
    } catch (error) {
      if (error instanceof CallError) return [error.failure.kind, error.audit.rejected];
    }
  };
  const recorded = await (async () => {
    await using registry = await open({ cassette, mode: "record", config, offline: true });
    return await ask(registry);
  })();
  assertEquals(recorded?.[0], "no_endpoint");
  await using registry = await open({ cassette });
  assertEquals(await ask(registry), recorded);
});

Deno.test("where the tape has no route, a replay asks the first endpoint that may be asked, and says so", async () => {
  using dir = tempDir();
  const cassette = `${dir.path}/tape.jsonl`;
  const config = { providers: { alpha: { kind: "simulated", base_url: "http://alpha/v1" } } };
  {
    await using registry = await open({ cassette, mode: "record", config, fetch: network({ alpha: server() }) });
    await registry.complete({ ...QUESTION, model: "simulated/quick@alpha" }, { scope: "mine" });
  }
  const lines = (await Deno.readTextFile(cassette)).split("\n").filter((line) => !line.includes('"decision"'));
  await Deno.writeTextFile(cassette, lines.join("\n"));
  await using registry = await open({ cassette, config });
  const { audit } = await registry.complete({ ...QUESTION, model: "simulated/quick@alpha" }, { scope: "mine" });
  assertEquals(audit.origin, "first");
});

Deno.test("where the tape has no route, a replay does not fall back to an endpoint that it has not asked", async () => {
  using dir = tempDir();
  const cassette = `${dir.path}/tape.jsonl`;
  const price = (usd: string) => ({ input_per_1m_usd: usd, output_per_1m_usd: usd });
  const config = {
    providers: {
      alpha: { kind: "simulated", base_url: "http://alpha/v1", retry: { max_tries: 1 } },
      beta: { kind: "simulated", base_url: "http://beta/v1", retry: { max_tries: 1 } },
    },
    endpoints: [
      { key: "me/mine@alpha", model: "simulated/quick", price: price("1") },
      { key: "me/mine@beta", model: "simulated/quick", price: price("2") },
    ],
    routing: { policy: "cost" },
  };
  const question = { ...QUESTION, model: "me/mine" };
  const servers = { alpha: server({ failures: [{ kind: "server_error", every: 1 }] }), beta: server() };
  {
    await using registry = await open({ cassette, mode: "record", config, fetch: network(servers), offline: true });
    assertEquals((await registry.complete(question, { scope: "mine" })).endpoint.key, "me/mine@beta");
  }
  const lines = (await Deno.readTextFile(cassette)).split("\n").filter((line) => !line.includes('"decision"'));
  await Deno.writeTextFile(cassette, lines.join("\n"));
  await using registry = await open({ cassette, config });
  const error = await registry.complete(question, { scope: "mine" }).catch((error) => error);
  assert(error instanceof CallError, String(error));
  assertEquals([error.failure.kind, error.outcome.failed.map(({ endpoint }) => endpoint)], [
    "server_error",
    ["me/mine@alpha"],
  ]);
});

Deno.test("a changed configuration changes nothing in a replay", async () => {
  using dir = tempDir();
  const cassette = `${dir.path}/tape.jsonl`;
  const at = (host: string) => ({ providers: { alpha: { kind: "simulated", base_url: `http://${host}/v1` } } });
  const recorded = await (async () => {
    await using registry = await open({
      cassette,
      mode: "record",
      config: at("alpha"),
      fetch: network({ alpha: server() }),
    });
    return await registry.complete(QUESTION);
  })();
  await using registry = await open({ cassette, config: at("elsewhere") });
  const { text, endpoint } = await registry.complete(QUESTION);
  assertEquals([text, endpoint.baseUrl], [recorded.text, "http://alpha/v1"]);
});

Deno.test("an appending session plays what the tape has and calls what it has not", async () => {
  using dir = tempDir();
  const cassette = `${dir.path}/tape.jsonl`;
  const config = { providers: { alpha: { kind: "simulated", base_url: "http://alpha/v1", ...HASTY } } };
  const ask = async (mode: "record" | "append" | "replay", times: number) => {
    const alpha = server();
    await using registry = await open({ cassette, mode, config, fetch: network({ alpha }) });
    const answers: string[] = [];
    const origins: string[] = [];
    for (let i = 0; i < times; i++) {
      const { text, audit } = await registry.complete(QUESTION);
      answers.push(text);
      origins.push(audit.origin);
    }
    return { answers, origins, calls: alpha.requests.filter(({ path }) => path.includes("chat")).length };
  };
  const recorded = await ask("record", 1);
  const appended = await ask("append", 3);
  assertEquals([recorded.calls, appended.calls, appended.origins], [1, 2, ["tape", "policy", "policy"]]);
  assertEquals(appended.answers[0], recorded.answers[0]);
  const replayed = await ask("replay", 3);
  assertEquals([replayed.calls, replayed.answers], [0, appended.answers]);
});
