import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { UserError, VirtualClock } from "../../src/base/mod.ts";
import { type CatalogNotice, curatedModels, ListProblem } from "../../src/catalog/mod.ts";
import { providerRows } from "../../src/provider/mod.ts";
import { openCatalog, type OpenCatalogOptions } from "../../src/routing/mod.ts";
import { fakeNetwork, loopback, noNetwork, recordTape, replayTape } from "../cassette/support.ts";
import { tempDir } from "../support/temp_dir.ts";

const START = "2026-09-01T00:00:00.000Z";

/** A catalog that keeps nothing and knows no keys. */
function open(options: OpenCatalogOptions = {}) {
  return openCatalog({
    store: ":memory:",
    clock: new VirtualClock(new Date(START)),
    env: () => undefined,
    fetch: noNetwork,
    ...options,
  });
}

const MODELS = { data: [{ id: "new/model", pricing: { prompt: "0.000001", completion: "0.000002" } }] };

Deno.test("without a network what ships is answered, for every model that is proposed", async () => {
  using catalog = await open({ offline: true });
  for (const { key } of curatedModels()) assertEquals((await catalog.model(key)).kind, "found", key);
  const { models, lists } = await catalog.models({ provider: "openrouter" });
  assertEquals([lists[0].tier, lists[0].problem?.code], ["embedded", "offline"]);
  assert(models.length > 300);
});

Deno.test("what ships is loaded once: asking again gives the very same records", async () => {
  using catalog = await open({ offline: true });
  const [first, second] = [await catalog.models(), await catalog.models()];
  assert(first.models.every((model, i) => model === second.models[i]));
});

Deno.test("every provider's list is read by a reader that there is, from where its row says", async () => {
  const asked = new Set<string>();
  const env = () => "key-of-a-test";
  using catalog = await open({
    env,
    fetch: fakeNetwork((request) => {
      asked.add(request.url);
      return Response.json({});
    }),
  });
  await catalog.override("openai-compatible", { baseUrl: "http://127.0.0.1:1/v1" });
  await catalog.override("azure", { baseUrl: "http://127.0.0.1:2/openai/v1" });
  await catalog.override("simulated", { baseUrl: "http://127.0.0.1:3/v1" });
  const reports = await catalog.refresh(null);
  const listing = providerRows.filter(({ models }) => models !== null);
  assertEquals(reports.map(({ provider }) => provider), listing.map(({ key }) => key));
  for (const { provider, outcome, problem } of reports) {
    // An empty object is no list: readers are lenient, so that what is refused is that nothing came.
    assert(outcome === "failed" || outcome === "fetched", `${provider}: ${outcome} ${problem?.reason}`);
    assert(!problem?.reason.includes("reader failed"), `${provider}: ${problem?.reason}`);
  }
  assert(asked.has("https://openrouter.ai/api/v1/models"));
  assert(asked.has("https://generativelanguage.googleapis.com/v1beta/models?pageSize=1000"));
  assert([...asked].every((url) => !url.includes("key-of-a-test")));
});

Deno.test("Anthropic is told the version beside the key", async () => {
  let sent = new Headers();
  using catalog = await open({
    env: (name) => name === "ANTHROPIC_API_KEY" ? " sk-ant-test " : undefined,
    fetch: fakeNetwork((request) => {
      sent = request.headers;
      return Response.json({ data: [{ id: "claude-x", type: "model", display_name: "X" }], has_more: false });
    }),
  });
  const { models } = await catalog.models({ provider: "anthropic" });
  assertEquals(models.map(({ key, tier }) => [key, tier]), [["anthropic/claude-x", "api"]]);
  assertEquals([sent.get("x-api-key"), sent.get("anthropic-version")], ["sk-ant-test", "2023-06-01"]);
});

Deno.test("a server of one's own is sent the key that its user has set, in the way of its format", async () => {
  for (const [provider, variable] of [["lmstudio", "LM_API_TOKEN"], ["ollama", "OLLAMA_API_KEY"]]) {
    for (const key of ["key-of-a-test", undefined]) {
      const sent: (string | null)[] = [];
      using catalog = await open({
        env: (name) => name === variable ? key : undefined,
        fetch: fakeNetwork((request) => {
          sent.push(request.headers.get("authorization"));
          return Response.json({ data: [], models: [] });
        }),
      });
      await catalog.models({ provider });
      assertEquals(sent, [key === undefined ? null : `Bearer ${key}`], provider);
    }
  }
});

Deno.test("a list without prices gets those that are known, with their date", async () => {
  using catalog = await open({
    env: (name) => name === "OPENAI_API_KEY" ? "sk-test" : undefined,
    fetch: fakeNetwork(() => Response.json({ data: [{ id: "gpt-4o-mini" }, { id: "gpt-of-tomorrow" }] })),
  });
  const { models } = await catalog.models({ provider: "openai" });
  assertEquals(models.map(({ key, contextTokens }) => [key, contextTokens]), [
    ["openai/gpt-4o-mini", 128_000],
    ["openai/gpt-of-tomorrow", null],
  ]);
  assert(models[0].price !== null && models[1].price === null);
});

Deno.test("a server that takes too long is given up", async () => {
  const clock = new VirtualClock(new Date(START));
  using catalog = await open({
    clock,
    timeoutMs: 1000,
    fetch: (_, init) =>
      new Promise((_, reject) => init!.signal!.addEventListener("abort", () => reject(init!.signal!.reason))),
  });
  const refreshed = catalog.refresh(["requesty"]);
  let done = false;
  refreshed.finally(() => done = true);
  while (!done) await clock.advance(200);
  assertEquals((await refreshed)[0].problem?.code, "timeout");
});

Deno.test("lists can be recorded on a tape and played from it", async () => {
  using dir = tempDir();
  const path = `${dir.path}/lists.jsonl`;
  await using server = loopback(() => Response.json(MODELS));
  const ask = async (fetch: typeof globalThis.fetch) => {
    using catalog = await open({ fetch });
    await catalog.override("openrouter", { baseUrl: server.url });
    return (await catalog.models({ provider: "openrouter" })).models;
  };
  const tape = await recordTape(path);
  const recorded = await ask(tape.fetch);
  await tape.close();
  await using replay = await replayTape(path, { fetch: noNetwork });
  assertEquals(await ask(replay.fetch), recorded);
});

Deno.test("a process that may not use the network makes no calls and is not asked", async () => {
  using dir = tempDir();
  const script = `
    import { openCatalog } from ${JSON.stringify(import.meta.resolve("../../src/routing/mod.ts"))};
    using catalog = await openCatalog({ store: Deno.args[0], onNotice: ({ code }) => console.log(code) });
    const { lists } = await catalog.models({ provider: "openrouter" });
    console.log(lists[0].tier, lists[0].problem.code);
  `;
  await Deno.writeTextFile(`${dir.path}/ask.ts`, script);
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-lock", "--no-prompt", "--deny-net", "--allow-read", "--allow-write"],
      ...["--config", fileURLToPath(new URL("../../deno.json", import.meta.url))],
      ...[`${dir.path}/ask.ts`, `${dir.path}/catalog.sqlite`],
    ],
    stderr: "inherit",
  }).output();
  assert(success);
  assertEquals(new TextDecoder().decode(stdout).trim().split("\n"), ["old_facts", "embedded offline"]);
});

Deno.test("two processes that refresh one catalog make one call between them", async () => {
  using dir = tempDir();
  let calls = 0;
  const both = Promise.withResolvers<void>();
  await using server = loopback(async (request) => {
    if (new URL(request.url).pathname === "/ready") {
      if (++ready === 2) both.resolve();
      await both.promise;
      return new Response();
    }
    calls++;
    return Response.json(MODELS);
  });
  let ready = 0;
  const script = `
    import { openCatalog } from ${JSON.stringify(import.meta.resolve("../../src/routing/mod.ts"))};
    const [store, url] = Deno.args;
    using catalog = await openCatalog({ store });
    await catalog.override("openrouter", { baseUrl: url });
    await fetch(url + "/ready").then((response) => response.text());
    const { models, lists } = await catalog.models({ provider: "openrouter" });
    console.log(lists[0].tier, models.length);
  `;
  await Deno.writeTextFile(`${dir.path}/ask.ts`, script);
  const outputs = await Promise.all([1, 2].map(() =>
    new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "--no-lock", "--config", fileURLToPath(new URL("../../deno.json", import.meta.url))],
        ...[`${dir.path}/ask.ts`, `${dir.path}/catalog.sqlite`, server.url],
      ],
      stderr: "inherit",
    }).output()
  ));
  const lines = outputs.map(({ stdout }) => new TextDecoder().decode(stdout).trim());
  assertEquals(calls, 1);
  assertEquals(lines.sort(), ["api 1", "cache 1"]);
});

Deno.test("a damaged store is told with its new name", async () => {
  using dir = tempDir();
  const path = `${dir.path}/catalog.sqlite`;
  await Deno.writeTextFile(path, "no database, but long enough to have a header of its own ".repeat(9));
  const notices: CatalogNotice[] = [];
  using _ = await open({ store: path, onNotice: (notice) => notices.push(notice) });
  assertEquals(notices.map(({ code }) => code), ["store_set_aside"]);
  assertStringIncludes(notices[0].message, ".corrupt-2026-09-01T00-00-00-000Z");
});

Deno.test("what nothing is known of is an error that is the user's to mend", async () => {
  using catalog = await open();
  const error = await assertRejects(() => catalog.models({ provider: "groq" }), ListProblem);
  assert(error instanceof UserError);
  assertStringIncludes(error.message, "GROQ_API_KEY is not set");
});
