import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createDashboard } from "../../../src/web/mod.ts";
import { testDashboard } from "../../support/dashboard.ts";
import type { Attempt } from "../../../src/spec/mod.ts";
import { ADMIN_KEY, form, FRAGMENT, type ListRouter, listRouter, modelsSite } from "./_models_site.ts";

const PARROT = { id: "coop/parrot", name: "Parrot", price: "0.00000015" };
const FINCH = { id: "coop/finch", name: "Finch", price: "0.000002", expires: "2026-12-24" };
const HOSTILE = {
  id: 'evil/"><script>alert(1)</script>',
  name: "<img src=x onerror=alert(1)>",
};

/** The names in the table of models, in their order. */
function names(html: string): string[] {
  return [...html.matchAll(/<th scope="row"><a href="\/models\/info\?model=[^"]*">([^<]*)<\/a>/g)].map(([, name]) =>
    name
  );
}

async function refreshed(router: ListRouter, options: Omit<Parameters<typeof modelsSite>[0], "router"> = {}) {
  const site = await modelsSite({ router, ...options });
  await site.get("/models/refresh", form({ provider: "openrouter" }));
  return site;
}

Deno.test("offline the page shows the facts that ship, and says of when they are", async () => {
  await using test = await testDashboard();
  const response = await test.get("/");
  const html = await response.text();
  assertEquals(response.status, 200);
  assertStringIncludes(html, "all as they ship with Tapedeck");
  assertMatch(html, /openrouter<\/a> <span class="faint">not asked lately · 336 models · shipped, \d+ d old/);
  assertMatch(html, /337 models, 1 to 60 shown/);
  assertStringIncludes(html, "GROQ_API_KEY is not set");
  assertEquals(names(html).length, 60);
});

Deno.test("the page with the whole catalog is small, with its style and its script", async () => {
  await using test = await testDashboard();
  let bytes = 0;
  for (const path of ["/", "/assets/app.css", "/assets/app.js"]) bytes += (await test.text(path)).length;
  assert(bytes < 150_000, `${bytes} bytes`);
});

Deno.test("every model is on one page, and none on two", async () => {
  await using test = await testDashboard();
  const seen: string[] = [];
  let path: string | null = "/?sort=name";
  while (path !== null) {
    const html: string = await test.text(path);
    seen.push(...[...html.matchAll(/<tbody id="([^"]*)"/g)].map(([, id]) => id));
    path = /href="([^"]*)">More: /.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? null;
  }
  assertEquals([seen.length, new Set(seen).size], [337, 337]);
  const last = await test.text("/?page=99");
  assertStringIncludes(last, "301 to 337 shown");
  assertStringIncludes(last, ">Back</a>");
});

Deno.test("a fragment is the table alone, and what is asked for stands in the form of the whole page", async () => {
  await using test = await testDashboard();
  const part = await test.text("/?q=sonnet&provider=openrouter", FRAGMENT);
  assert(part.startsWith('<div class="card">') && !part.includes("<html"));
  assert(names(part).length > 0 && names(part).every((name) => name.includes("Sonnet")));
  const whole = await test.text("/?q=sonnet&can=tools&in=5&out=20&context=200000&kind=curated&sort=price");
  for (const set of ['value="sonnet"', 'value="tools" checked', 'value="5"', 'value="20"']) {
    assertStringIncludes(whole, set);
  }
  for (const set of ["200000", "curated", "price"]) assertStringIncludes(whole, `value="${set}" selected`);
});

Deno.test("filters and orders are the catalog's, and the pages behind keep them", async () => {
  await using test = await testDashboard();
  const cheap = await test.text("/?in=0.1&can=tools&sort=price", FRAGMENT);
  const prices = [...cheap.matchAll(/<td class="number">([\d.]+)<span class="below">/g)].map(([, usd]) => Number(usd));
  const inputs = prices.filter((_, i) => i % 2 === 0);
  assert(inputs.length > 5 && inputs.every((usd) => usd <= 0.1));
  assertEquals(inputs, inputs.toSorted((a, b) => a - b));
  const curated = await test.text("/?kind=curated", FRAGMENT);
  assertEquals(names(curated).length, Number(/status">(\d+) models</.exec(curated)?.[1]));
  assertMatch(
    await test.text("/?can=tools&can=images&sort=newest", FRAGMENT),
    /href="\/\?can=tools&amp;can=images&amp;sort=newest&amp;page=2"/,
  );
  assertStringIncludes(await test.text("/?q=xyzzyx", FRAGMENT), "No model fits.");
});

Deno.test("what cannot be asked for is told in a sentence", async () => {
  await using test = await testDashboard();
  for (
    const [path, sentence] of [
      ["/?in=cheap", 'the input price is no number: current value is "cheap"'],
      ["/?can=fly", "the ability is none of tools, jsonSchema"],
      ["/?sort=luck", "the order is none of relevance, name"],
      ["/?q=x&provider=opnrouter", "did you mean"],
      ["/models/endpoints?model=", "as none is named"],
    ] as const
  ) {
    const response = await test.get(path, FRAGMENT);
    assertEquals(response.status, 400, path);
    assertStringIncludes((await response.json()).error.message, sentence);
  }
});

Deno.test("endpoints are a part of their own, with prices per 1K and 1M, and without the script a page", async () => {
  await using test = await testDashboard();
  const part = await test.text("/models/endpoints?model=openai/gpt-4o", FRAGMENT);
  assertStringIncludes(part, "@openrouter/azure");
  assertStringIncludes(part, '2.50<span class="below">0.0025 / 1K</span>');
  assertStringIncludes(part, "No calls of your own yet.");
  const page = await test.get("/models/endpoints?model=openai/gpt-4o");
  assertEquals([page.status, page.headers.get("location")], [303, "/models/info?model=openai%2Fgpt-4o"]);
});

Deno.test("a model has a page with all facts, an endpoint of one's own too, and a wrong name the nearest ones", async () => {
  await using test = await testDashboard();
  const html = await test.text("/models/info?model=anthropic/claude-sonnet-4.5");
  assertStringIncludes(html, "over 200,000 tokens in: in 6, out 22.50");
  assertStringIncludes(html, "As openrouter lists it");
  assertStringIncludes(html, "@openrouter/google-vertex/us-east5");
  assertStringIncludes(await test.text("/models/info?model=me/mine"), "of your configuration");
  const wrong = await test.get("/models/info?model=anthropic/claude-sonet-4.5");
  assertEquals(wrong.status, 400);
  assertStringIncludes(await wrong.text(), "anthropic/claude-sonnet-4.5");
});

const TRIES: readonly Partial<Attempt>[] = [
  { costUsd: "0.25", ttftMs: 100, latencyMs: 900, outputTps: 50, score: 1 },
  { costUsd: "0.5", ttftMs: 300, latencyMs: 1100, outputTps: 70, score: 0.5 },
  {
    costUsd: null,
    status: "failed" as const,
    errorKind: "server_error" as const,
    ttftMs: null,
    outputTps: null,
    score: null,
  },
].map((row) => ({ ...row, endpoint: "coop/parrot@openrouter/coop/fp8", model: "coop/parrot", provider: "openrouter" }));

Deno.test("refused requests count as failed beside what is listed, and the page says so", async () => {
  await using router = listRouter([PARROT]);
  const refused = { ...TRIES[2], errorKind: "invalid_request", httpStatus: 400 } as const;
  await using site = await refreshed(router, { tries: [...TRIES, refused] });
  const part = await site.text("/models/endpoints", { ...form({ model: "coop/parrot" }, { "x-fragment": "1" }) });
  assertStringIncludes(part, "own 50 % failed");
  assertStringIncludes(part, "refused requests and keys and rate limits too, which Health leaves out");
});

Deno.test("what one's own runs have shown stands beside what is listed, also of endpoints that no list has", async () => {
  await using router = listRouter([PARROT]);
  const elsewhere = { endpoint: "coop/parrot@gone", model: "coop/parrot", provider: "gone", costUsd: "1" };
  await using site = await refreshed(router, { tries: [...TRIES, elsewhere] });
  const part = await site.text("/models/endpoints", { ...form({ model: "coop/parrot" }, { "x-fragment": "1" }) });
  const cells = (name: string) => {
    const row = part.split("<tr>").find((one) => one.includes(name))!;
    return [...row.matchAll(/<td class="number">([^<]*)(?:<span class="below">([^<]*))?/g)].slice(-6)
      .map(([, text, below]) => below === undefined ? text : `${text}, ${below}`);
  };
  assertEquals(cells("@openrouter/coop/fp8"), [
    "99.0 %, own 33 % failed",
    "–, own 200",
    "–, own 60.0",
    "1000",
    "0.750",
    "0.75, 3 tries, 1 unknown",
  ]);
  assertStringIncludes(part.split("<tr>").find((one) => one.includes("@openrouter/other"))!, "not asked yet");
  assertStringIncludes(part, "no list has it now");
  const page = await site.text("/models/info?model=coop/parrot");
  assertStringIncludes(page, "<strong>1.75</strong>");
  assertStringIncludes(page, "US dollars paid; of 1 try nobody knows");
});

Deno.test("badges, the day on which a model goes, and the age of each list are shown", async () => {
  await using router = listRouter([PARROT, FINCH, { id: "coop/parrot:free", price: "0" }]);
  await using site = await refreshed(router);
  await site.clock.advance(2 * 3_600_000);
  const html = await site.text("/");
  assertStringIncludes(html, "deprecated: goes on 2026-12-24");
  assertStringIncludes(html, '<span class="badge warn">limited</span>');
  assertStringIncludes(html, "3 models · fetched, 2 h old");
});

Deno.test("a model is chosen and no longer, by the script's part and by a plain form", async () => {
  await using test = await testDashboard();
  const rows = await test.text("/models/promote", form({ model: "openai/gpt-4o" }, { "x-fragment": "1" }));
  assert(rows.startsWith("<tr>"));
  assertStringIncludes(rows, '<span class="badge accent">promoted</span>');
  assertStringIncludes(rows, ">Demote</button>");
  assertEquals(names(await test.text("/")).at(0), "OpenAI: GPT-4o");
  const plain = await test.get(
    "/models/demote",
    form({ model: "openai/gpt-4o" }, { referer: "http://127.0.0.1/?q=gpt" }),
  );
  assertEquals([plain.status, plain.headers.get("location")], [303, "/?q=gpt"]);
  const elsewhere = await test.get("/models/demote", form({ model: "x" }, { referer: "http://evil.example/?q=gpt" }));
  assertEquals(elsewhere.headers.get("location"), "/");
  assertEquals((await test.get("/models/promote", form({ model: "no/such-model" }))).status, 400);
  assertStringIncludes(await test.text("/?kind=promoted"), "No model fits.");
});

Deno.test("a chosen model that its list has lost stays, and says so", async () => {
  await using router = listRouter([PARROT, FINCH]);
  await using site = await refreshed(router, { adminKey: ADMIN_KEY });
  await site.get("/models/promote", form({ model: "coop/finch" }));
  router.rows = [PARROT];
  await forced(site);
  const html = await site.text("/");
  assertStringIncludes(html, "no list has it any more");
  assertStringIncludes(html, '<span class="badge bad">unavailable</span>');
  const info = await site.text("/models/info?model=coop/finch");
  assertStringIncludes(info, "As it was last known");
  assertStringIncludes(info, "Nobody is known to serve it.");
});

function forced(site: Awaited<ReturnType<typeof modelsSite>>): Promise<Response> {
  const headers = { "x-fragment": "1", "x-tapedeck-admin-key": ADMIN_KEY };
  return site.get("/models/refresh", form({ force: "true", provider: "openrouter" }, headers));
}

Deno.test("a refresh leaves a fresh list alone, and is forced with the admin key only", async () => {
  await using router = listRouter([PARROT]);
  await using site = await modelsSite({ router, adminKey: ADMIN_KEY });
  const first = await site.text("/models/refresh", form({ provider: "openrouter" }));
  assertStringIncludes(first, "fetched</span>");
  assertStringIncludes(first, "<h1>Models</h1>");
  router.rows = [PARROT, FINCH];
  const calls = router.asked.length;
  const again = await site.text("/models/refresh", form({ provider: "openrouter" }, { "x-fragment": "1" }));
  assertStringIncludes(again, "the list is fresh, and nobody was asked");
  for (const key of ["", "wrong"]) {
    const refused = await site.get("/models/refresh", form({ force: "true" }, { "x-tapedeck-admin-key": key }));
    assertEquals(refused.status, 403);
    assertStringIncludes(await refused.text(), "Cannot refresh by force as the admin key is missing or wrong");
  }
  assertEquals(router.asked.length, calls);
  assertStringIncludes(await (await forced(site)).text(), "2 models, before 1");
  assertStringIncludes(await site.text("/"), "Finch");
});

Deno.test("where a list cannot be had the old one is kept, and the page says so", async () => {
  await using router = listRouter([PARROT]);
  await using site = await refreshed(router, { adminKey: ADMIN_KEY });
  router.status = 500;
  const report = await (await forced(site)).text();
  assertStringIncludes(report, 'badge bad">failed</span>');
  assertStringIncludes(report, "the list of 2026-11-21 is kept");
  const html = await site.text("/");
  assertMatch(html, /The list of openrouter could not be had 0 s ago, as [^.]*500/);
  assertStringIncludes(html, "The one of 2026-11-21 is shown in its place.");
  assertEquals(names(html).includes("Parrot"), true);
});

Deno.test("an open page is told of a refresh, with the lists as they are then", async () => {
  await using router = listRouter([PARROT]);
  await using site = await modelsSite({ router });
  const response = await site.get("/models/events");
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  await reader.read();
  await site.get("/models/refresh", form({ provider: "openrouter" }));
  let told = "";
  while (!told.includes("event: fragment")) told += (await reader.read()).value ?? "";
  assertStringIncludes(told, "event: notice\ndata: Lists: openrouter fetched, 1 model\n");
  assertStringIncludes(told, "event: ask\ndata: filters\n");
  assertStringIncludes(told, "fetched, 0 s old");
  await reader.cancel();
  assertEquals(site.sources.events.listeners, 0);
});

Deno.test("a page that was not seen for a while is told how all stands", async () => {
  await using test = await testDashboard({ prompts: [] });
  const reader = (await test.get("/models/events?again=yes")).body!.pipeThrough(new TextDecoderStream()).getReader();
  let told = "";
  while (!told.includes("event: fragment")) told += (await reader.read()).value ?? "";
  assertStringIncludes(told, "event: ask\ndata: filters\n");
  assert(!told.includes("event: notice"));
  await reader.cancel();
});

Deno.test("an open page is told of a provider that answers worse, and leaves the models as they are", async () => {
  await using router = listRouter([PARROT]);
  await using site = await refreshed(router);
  const response = await site.get("/models/events");
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  await reader.read();
  const at = site.clock.date().toISOString();
  const reasons = ["half of its calls failed"];
  site.sources.events.publish({ type: "provider", at, provider: "openrouter", from: "healthy", to: "down", reasons });
  let told = "";
  while (!told.includes("event: fragment")) told += (await reader.read()).value ?? "";
  assertStringIncludes(told, "data: openrouter: healthy → down (half of its calls failed)");
  assert(!told.includes("event: ask"));
  assertMatch(
    told,
    /<span class=\\"dot unknown\\"><\/span><a href=[^>]*>openrouter<\/a> <span class=\\"faint\\">not asked lately/,
  );
  await reader.cancel();
});

Deno.test("lists that cannot be read when something happens are told with what happens next", async () => {
  await using test = await testDashboard({ prompts: [] });
  const { catalog, events } = test.sources;
  const reader = (await test.get("/models/events")).body!.pipeThrough(new TextDecoderStream()).getReader();
  let told = (await reader.read()).value ?? "";
  const until = async (text: string) => {
    while (!told.includes(text)) told += (await reader.read()).value ?? "";
  };
  const status = catalog.status.bind(catalog);
  catalog.status = () => Promise.reject(new Error("database is locked"));
  const refresh = { type: "refresh", at: "2026-11-21T12:00:00.000Z", providers: [] } as const;
  events.publish(refresh);
  await until("event: ask");
  catalog.status = status;
  events.publish(refresh);
  await until("event: fragment");
  await reader.cancel();
});

Deno.test("the page is there as soon as what it could not read can be read again", async () => {
  await using test = await testDashboard({ prompts: [] });
  const { catalog } = test.sources;
  const known = catalog.knownEndpoints.bind(catalog);
  const bugs: unknown[] = [];
  const dashboard = createDashboard(test.sources, { onBug: (error) => void bugs.push(error) });
  const status = async () => (await dashboard.handle(new Request("http://127.0.0.1/"))).status;
  const locked = new Error("database is locked");
  catalog.knownEndpoints = () => Promise.reject(locked);
  assertEquals(await status(), 500);
  catalog.knownEndpoints = known;
  assertEquals(await status(), 200);
  assertEquals(bugs, [locked]);
  await dashboard.close();
});

Deno.test("a name and an id that are markup are text everywhere", async () => {
  await using router = listRouter([HOSTILE, PARROT]);
  await using site = await refreshed(router);
  const id = encodeURIComponent(HOSTILE.id);
  const pages = [
    await site.text("/"),
    await site.text(`/?q=${encodeURIComponent(HOSTILE.name)}`),
    await site.text(`/models/info?model=${id}`),
    await site.text(`/models/endpoints?model=${id}`, FRAGMENT),
    await site.text("/models/promote", form({ model: HOSTILE.id }, { "x-fragment": "1" })),
    await site.text(`/?provider=${encodeURIComponent('"><script>alert(2)</script>')}`),
  ];
  for (const [i, html] of pages.entries()) {
    assert(
      !/<img|<script>|onerror=alert\(1\)>(?!&)/.test(html.replaceAll("&lt;img src=x onerror=alert(1)&gt;", "")),
      `page ${i}`,
    );
  }
  assertStringIncludes(pages[0], "&lt;img src=x onerror=alert(1)&gt;");
});
