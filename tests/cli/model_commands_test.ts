import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/main.ts";
import { providerRows } from "../../src/provider/mod.ts";
import { loopback } from "../cassette/support.ts";
import { catalogFolder } from "./_catalog_folder.ts";
import { testIo } from "./_test_io.ts";

/** A row of OpenRouter's list. */
function row(id: string, price = "0.000001") {
  return {
    id,
    name: id,
    created: 1_780_000_000,
    context_length: 1000,
    pricing: { prompt: price, completion: price },
    supported_parameters: ["tools"],
    architecture: { input_modalities: ["text"], output_modalities: ["text"] },
  };
}

Deno.test("list shows what was chosen, what is proposed and what else there is apart, with counts, date and tier", async () => {
  await using catalog = await catalogFolder();
  await catalog.run("model promote openai/gpt-4o-mini");
  const { code, stdout } = await catalog.run("model list --limit 2");
  assertEquals(code, 0);
  const heads = [...stdout.matchAll(/^(Promoted|Curated|Discovered): ([\d,]+) models?/gm)].map((
    [, kind, n],
  ) => [kind, n]);
  assertEquals(heads[0], ["Promoted", "1"]);
  assertEquals(heads.map(([kind]) => kind), ["Promoted", "Curated", "Discovered"]);
  assertStringIncludes(stdout, "openrouter: 336 models of 2026-08-01 (embedded, 31 d old)");
  assertStringIncludes(stdout, "more: --discovered shows all");
  assertStringIncludes(stdout, "To fetch newer lists: tapedeck catalog refresh");
  const { document } = await catalog.document("model list");
  const { promoted, curated, discovered } = document.counts;
  assertEquals(promoted, 1);
  const all = await catalog.document("model list --promoted --curated --discovered");
  const keys = ["promoted", "curated", "discovered"].flatMap((kind) =>
    all.document[kind].map(({ key }: { key: string }) => key)
  );
  assertEquals([keys.length, new Set(keys).size], [promoted + curated + discovered, keys.length]);
});

Deno.test("list of one kind shows all of it, and of one provider only its own", async () => {
  await using catalog = await catalogFolder();
  const { stdout } = await catalog.run("model list --curated");
  assert(!stdout.includes("more:") && !stdout.includes("Discovered"));
  const { document } = await catalog.document("model list --provider perplexity --discovered");
  assert(document.discovered.every(({ record }: { record: { provider: string } }) => record.provider === "perplexity"));
  const missing = await catalog.run("model list --provider groq");
  assertEquals(missing.code, 1);
  assertEquals(
    missing.stderr,
    "error: Cannot list the models of groq as GROQ_API_KEY is not set, and it needs a key (set it, and --refresh " +
      "fetches them)\n",
  );
  catalog.env.GROQ_API_KEY = "gsk_filler";
  const unasked = await catalog.run("model list --provider groq");
  assertStringIncludes(unasked.stderr, "no calls are made (--refresh fetches them)");
});

Deno.test("tables fit the terminal", async () => {
  await using catalog = await catalogFolder();
  for (const line of ["model list", "model search claude", "catalog status"]) {
    const { stdout } = await catalog.run(line, { terminal: true, columns: 110 });
    for (const text of stdout.split("\n")) {
      if (!text.startsWith("Kept in")) assert(text.length <= 110, `${line}: ${text}`);
    }
  }
});

Deno.test("search finds with mistakes, and by what models can do and cost", async () => {
  await using catalog = await catalogFolder();
  const keys = async (line: string) =>
    (await catalog.document(line)).document.models.map(({ key }: { key: string }) => key) as string[];
  assertStringIncludes((await keys("model search cluade sonet"))[0], "claude-sonnet");
  const cheap = await catalog.document("model search --capability tools --max-price 0.1 --context 100000 --limit 500");
  assert(cheap.document.found > 5);
  for (const { record } of cheap.document.models) {
    assertEquals(record.capabilities.tools, "yes");
    assert(Number(record.price.input_usd) <= 0.0000001 && record.context_tokens >= 100_000, record.key);
  }
  assertEquals(await keys("model search openai/gpt-4o-mini --limit 1"), ["openai/gpt-4o-mini"]);
  const large = await keys("model search --capability images --context 1000000 --limit 500");
  assert(large.length > 5);
  assertEquals(await keys("model search --capability vision --context 1M --limit 500"), large);
  for (const word of ["json_schema", "jsonSchema", "json-schema", "schema"]) {
    assertEquals((await catalog.run(`model search claude --capability ${word}`)).code, 0, word);
  }
});

Deno.test("a search that finds nothing ends with exit code 1, and a wrong flag with 2", async () => {
  await using catalog = await catalogFolder();
  const nothing = await catalog.run("model search claude --max-price 0.0000001");
  assertEquals([nothing.code, nothing.stdout], [1, "No model fits.\n"]);
  assertEquals((await catalog.run("model search x --capability flying")).code, 2);
  const mistyped = await catalog.run("model search x --capability visoin");
  assertEquals(mistyped.code, 2);
  assertStringIncludes(mistyped.stderr, '(did you mean "vision"?): current value is "visoin"');
  assertEquals((await catalog.run("model search x --context large")).code, 2);
  assertEquals((await catalog.run("model search x --provider opnrouter")).code, 2);
});

Deno.test("info shows price tiers, dates and the endpoints, the cheapest first", async () => {
  await using catalog = await catalogFolder();
  const { code, stdout } = await catalog.run("model info anthropic/claude-sonnet-4.5:nitro");
  assertEquals(code, 0);
  assertStringIncludes(stdout, "anthropic/claude-sonnet-4.5 (a request adds :nitro)");
  assert(/^ +\$ per M tokens +in 3, out 15,.*\n +over 200,000 tokens in: in 6, out 22.5/m.test(stdout), stdout);
  assertStringIncludes(stdout, "openrouter, 2026-08-01 embedded");
  assert(/@openrouter\/anthropic +3 +15 +1,000,000 +64,000/.test(stdout), stdout);
  const { document } = await catalog.document("model info meta-llama/llama-3.1-8b-instruct");
  const prices = document.endpoints.map(({ price }: { price: { input_usd: string } | null }) =>
    Number(price?.input_usd)
  );
  assertEquals(prices, prices.toSorted((a: number, b: number) => a - b));
  assert(document.endpoints.length > 3);
});

Deno.test("an id that no list has is an error with the nearest, or with what takes its place", async () => {
  await using catalog = await catalogFolder();
  const mistyped = await catalog.run("model info openai/gtp-4o-mini");
  assertEquals(mistyped.code, 1);
  assertStringIncludes(mistyped.stderr, '"openai/gpt-4o-mini"');
  const replaced = await catalog.run("model info openai/gpt-4.5-preview");
  assertStringIncludes(replaced.stderr, "openai/gpt-4.1 takes its place");
  assertEquals((await catalog.run("model promote openai/gpt-9")).code, 1);
  const demoted = await catalog.run("model demote openai/gpt-4o");
  assertEquals(demoted.code, 1);
  assertStringIncludes(demoted.stderr, "not promoted");
});

Deno.test("promote and demote, by another exact name too", async () => {
  await using catalog = await catalogFolder();
  const { document } = await catalog.document("model promote anthropic/claude-4.5-sonnet-20250929");
  assertEquals(document.model, "anthropic/claude-sonnet-4.5");
  assertEquals(await catalog.document("model demote anthropic/claude-sonnet-4.5"), {
    code: 0,
    document: { model: "anthropic/claude-sonnet-4.5", promoted: false },
  });
  assertEquals((await catalog.document("model list --promoted")).document.counts.promoted, 0);
});

Deno.test("a refresh fetches, and then list, search and info answer from the cache without a call", async () => {
  await using catalog = await catalogFolder();
  const calls: string[] = [];
  await using server = loopback((request) => {
    const { pathname } = new URL(request.url);
    calls.push(pathname);
    return pathname.endsWith("/endpoints")
      ? Response.json({
        data: {
          id: "new/model",
          endpoints: [{ tag: "azure/eu", pricing: { prompt: "0.000002", completion: "0.000002" } }],
        },
      })
      : Response.json({ data: [row("new/model"), row("new/other:free", "0")] });
  });
  await catalog.serve("openrouter", `${server.url}/api/v1`);
  const refreshed = await catalog.document("catalog refresh openrouter");
  assertEquals(refreshed.code, 0);
  assertEquals([refreshed.document.lists[0].outcome, refreshed.document.lists[0].rows], ["fetched", 2]);
  const { document } = await catalog.document("model info new/model");
  assertEquals([document.records[0].tier, document.records[0].price.input_usd], ["cache", "0.000001"]);
  assertEquals((await catalog.document("model search new model")).document.models[0].record.tier, "cache");
  assertStringIncludes((await catalog.run("model list")).stdout, "openrouter: 2 models of 2026-09-01 (cache, 0 s old)");
  assertEquals(calls, ["/api/v1/models"]);
  const fresh = await catalog.document("model info new/model --refresh");
  assertEquals(fresh.document.endpoints.map(({ key }: { key: string }) => key), ["new/model@openrouter/azure/eu"]);
  assertEquals(calls.filter((path) => path.endsWith("/endpoints")), ["/api/v1/models/new/model/endpoints"]);
});

Deno.test("a search fetches only when it is asked to, and says why what it then shows is old", async () => {
  await using catalog = await catalogFolder();
  let status = 503;
  await using server = loopback(() => Response.json({ data: [row("new/model")] }, { status }));
  // Every list is asked for: none of them is to be a real one.
  for (const { key } of providerRows) await catalog.serve(key, server.url);
  const search = (flags: string) => catalog.run(`model search new/model --provider openrouter ${flags}`);
  assertEquals((await search("")).stderr, "");
  assert(/^note: The models of openrouter are of 2026-08-01 \(embedded/m.test((await search("--refresh")).stderr));
  const list = async (flags: string) => (await catalog.run(`model list --provider openrouter ${flags}`)).stdout;
  assert(/^openrouter: not newer as .*503$/m.test(await list("--refresh")));
  assert(!(await list("")).includes("not newer"));
  status = 200;
  await catalog.run("catalog refresh openrouter --force");
  assert(/^new\/model +1 +1 +1,000 +tools/m.test((await search("--refresh")).stdout));
});

Deno.test("abilities are shown where they are certain, with a question mark where only some are, and else not", async () => {
  await using catalog = await catalogFolder();
  const some = { ...row("some/model"), architecture: {} };
  const none = { id: "none/model", name: "none/model" };
  await using server = loopback(() => Response.json({ data: [some, none] }));
  await catalog.serve("openrouter", server.url);
  await catalog.run("catalog refresh openrouter");
  const { stdout } = await catalog.run("model search --provider openrouter");
  const cell = (key: string) => stdout.split("\n").find((line) => line.startsWith(key))!.split(/ {2,}/)[4];
  assertEquals([cell("some/model"), cell("none/model")], ["tools images? files? audio?", "–"]);
});

Deno.test("an interrupt ends a refresh that hangs", async () => {
  await using catalog = await catalogFolder();
  const io = testIo({ cwd: catalog.path, env: catalog.env });
  await using server = loopback((request) => {
    const gone = new Promise<Response>((resolve) => {
      request.signal.addEventListener("abort", () => resolve(new Response()), { once: true });
    });
    assert(io.interrupt());
    return gone;
  });
  await catalog.serve("openrouter", server.url);
  assertEquals(await main(["catalog", "refresh", "openrouter"], io), 1);
  assertEquals(io.written, { stdout: "", stderr: "error: Cannot go on as the command was interrupted\n" });
  assert(!io.interrupt(), "nobody listens any more");
});

Deno.test("several lists are fetched at once", async () => {
  await using catalog = await catalogFolder();
  await using server = loopback(() => Response.json({ data: [row("new/model")] }));
  for (const provider of ["openrouter", "deepinfra"]) await catalog.serve(provider, server.url);
  const { document } = await catalog.document("catalog refresh openrouter deepinfra");
  assertEquals(document.lists.map(({ provider }: { provider: string }) => provider), ["openrouter", "deepinfra"]);
});

Deno.test("a refresh that fails is told with its reason and exit code 1, and the status keeps it", async () => {
  await using catalog = await catalogFolder();
  await using server = loopback(() => new Response("down", { status: 503 }));
  await catalog.serve("openrouter", server.url);
  const { code, stdout } = await catalog.run("catalog refresh openrouter");
  assertEquals(code, 1);
  assert(/openrouter +failed .*503/.test(stdout), stdout);
  const status = await catalog.run("catalog status");
  assert(/openrouter +336 +embedded +31 d +6h .*0 s ago: .*503/.test(status.stdout), status.stdout);
  assertStringIncludes(status.stdout, catalog.env.TAPEDECK_CATALOG);
});

Deno.test("a provider without its key is skipped, which is a failure only where it was named", async () => {
  await using catalog = await catalogFolder();
  const { code, stdout } = await catalog.run("catalog refresh groq");
  assertEquals(code, 1);
  assertStringIncludes(stdout, "GROQ_API_KEY is not set");
  assertEquals((await catalog.run("catalog refresh nobody")).code, 2);
});

Deno.test("a key is sent in the provider's own header, and shows nowhere", async () => {
  await using catalog = await catalogFolder();
  const seen: (string | null)[] = [];
  await using server = loopback((request) => {
    seen.push(request.headers.get("x-goog-api-key"), new URL(request.url).search);
    return Response.json({ error: {} }, { status: 403 });
  });
  await catalog.serve("gemini", `${server.url}/v1beta`);
  catalog.env.GEMINI_API_KEY = "AIzaSecretSecretSecret";
  const { stdout, stderr } = await catalog.run("catalog refresh gemini");
  const status = await catalog.run("catalog status --json");
  assertEquals(seen, ["AIzaSecretSecretSecret", "?pageSize=1000"]);
  assertStringIncludes(stdout, "refuses the key");
  assert(!`${stdout}${stderr}${status.stdout}`.includes("AIzaSecret"));
});

Deno.test("invalidate takes names or all, and a list that was invalidated is fetched again", async () => {
  await using catalog = await catalogFolder();
  let calls = 0;
  await using server = loopback(() => {
    calls++;
    return Response.json({ data: [row("new/model")] });
  });
  await catalog.serve("openrouter", server.url);
  const refresh = async () => (await catalog.document("catalog refresh openrouter")).document.lists[0].outcome;
  assertEquals([await refresh(), await refresh()], ["fetched", "fresh"]);
  assertEquals((await catalog.document("catalog invalidate openrouter")).document, { invalidated: ["openrouter"] });
  assertEquals([await refresh(), calls], ["fetched", 2]);
  assertEquals((await catalog.document("catalog invalidate --all")).document, { invalidated: "all" });
  assertEquals((await catalog.document("catalog invalidate")).document, { invalidated: "all" });
  assertEquals([await refresh(), calls], ["fetched", 3]);
  assertEquals((await catalog.run("catalog invalidate nobody")).code, 2);
});

Deno.test("a damaged file is set aside with a note, and one of a newer Tapedeck is an error", async () => {
  await using catalog = await catalogFolder();
  await Deno.writeTextFile(
    catalog.env.TAPEDECK_CATALOG,
    "no database, but long enough to have a header of its own ".repeat(9),
  );
  const { code, stderr } = await catalog.run("model list");
  assertEquals(code, 0);
  assert(/^note: The catalog's file was damaged .*corrupt-2026-09-01T/.test(stderr), stderr);
  const { DatabaseSync } = await import("node:sqlite");
  {
    using db = new DatabaseSync(catalog.env.TAPEDECK_CATALOG);
    db.exec("INSERT INTO migrations VALUES (99, 'later', '2030-01-01T00:00:00Z')");
  }
  const newer = await catalog.run("model list");
  assertEquals(newer.code, 1);
  assertStringIncludes(newer.stderr, "a newer Tapedeck wrote it");
  assertEquals((await catalog.run("model list --store other.sqlite")).code, 0);
  assert((await Deno.stat(`${catalog.path}/other.sqlite`)).isFile);
});
