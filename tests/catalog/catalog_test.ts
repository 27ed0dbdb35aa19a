import { assert, assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { Secret, UserError, VirtualClock } from "../../src/base/mod.ts";
import { ListProblem } from "../../src/catalog/mod.ts";
import { tempDir } from "../support/temp_dir.ts";
import { HOUR_MS, listServer, makeProvider, seen, shipped, START, testCatalog } from "./catalog_support.ts";

const later = (ms: number) => new Date(Date.parse(START) + ms).toISOString();

Deno.test("a list is fetched once, and answered from the store while it is fresh", async () => {
  await using server = listServer();
  using test = await testCatalog(server);
  assertEquals(await seen(test.catalog), { keys: ["a/x", "a/y"], tiers: ["api"], fetchedAt: START, problem: null });
  await test.clock.advance(HOUR_MS - 1);
  assertEquals((await seen(test.catalog)).tiers, ["cache"]);
  assertEquals(server.calls.length, 1);
});

Deno.test("a list that is too old is fetched again", async () => {
  await using server = listServer();
  using test = await testCatalog(server);
  await seen(test.catalog);
  await test.clock.advance(HOUR_MS);
  server.list("a/x", "a/y", "a/z");
  assertEquals(await seen(test.catalog), {
    keys: ["a/x", "a/y", "a/z"],
    tiers: ["api"],
    fetchedAt: later(HOUR_MS),
    problem: null,
  });
});

Deno.test("while the API is down the newer of what ships and what is too old is answered, with its tier and a notice", async () => {
  await using server = listServer();
  const clock = new VirtualClock(new Date(START));
  using old = await testCatalog(server, { clock, embedded: shipped(["a/old"]) });
  await seen(old.catalog);
  await clock.advance(HOUR_MS);
  server.fail(500);
  assertEquals(await seen(old.catalog), {
    keys: ["a/x", "a/y"],
    tiers: ["stale"],
    fetchedAt: START,
    problem: "status",
  });
  assertEquals(old.notices.map(({ code }) => code), ["old_facts"]);
  assertStringIncludes(old.notices[0].message, "The models of one are of 2026-08-01 (stale, 0 days old)");
  assertStringIncludes(old.notices[0].message, "500");
});

Deno.test("what ships is answered where it is newer than what is too old, and where nothing else is", async () => {
  await using server = listServer();
  const newer = shipped(["a/new"], { fetchedAt: later(1000) });
  using test = await testCatalog(server, { embedded: newer });
  server.fail(503);
  assertEquals((await seen(test.catalog)).tiers, ["embedded"]);
  await test.clock.advance(HOUR_MS);
  server.list("a/x");
  assertEquals((await seen(test.catalog)).tiers, ["api"]);
  await test.clock.advance(2 * HOUR_MS);
  server.fail(503);
  assertEquals((await seen(test.catalog)).tiers, ["stale"]);
});

Deno.test("where nothing is known the error says what was tried and why it failed", async () => {
  await using server = listServer();
  using test = await testCatalog(server);
  server.fail(500);
  const error = await assertRejects(() => test.catalog.models({ provider: "one" }), ListProblem);
  assertEquals([error.code, error.provider], ["status", "one"]);
  assertStringIncludes(error.message, "Cannot list the models of one as its server does not answer with a list");
  assertEquals(await seen(test.catalog, {}), { keys: [], tiers: [], fetchedAt: null, problem: "status" });
});

Deno.test("a server that has just failed is left alone for a minute, unless a refresh is asked for", async () => {
  await using server = listServer();
  using test = await testCatalog(server, { embedded: shipped(["a/old"]) });
  server.fail(500);
  for (let i = 0; i < 3; i++) await seen(test.catalog);
  assertEquals(server.calls.length, 1);
  const [report] = await test.catalog.refresh(["one"]);
  assertEquals([report.outcome, report.problem?.code, server.calls.length], ["failed", "status", 2]);
  await test.clock.advance(60_000);
  server.list("a/x");
  assertEquals((await seen(test.catalog)).tiers, ["api"]);
});

Deno.test("a server that cannot be reached, sends no JSON, or sends something else is told apart", async () => {
  await using server = listServer();
  const problemOf = async (url: string) => {
    using test = await testCatalog({ url });
    return (await seen(test.catalog, {})).problem;
  };
  assertEquals(await problemOf("http://127.0.0.1:1"), "network");
  server.answer = () => new Response("<html>");
  assertEquals(await problemOf(server.url), "no_list");
  server.answer = () => Response.json({ other: true });
  assertEquals(await problemOf(server.url), "no_list");
});

Deno.test("without a key that is needed nothing is called, and the reason names the variable", async () => {
  await using server = listServer();
  const models = { url: "/models", needsKey: true, read: "test", lifetimeMs: HOUR_MS };
  const providers = [makeProvider({ key: "one", origin: server.url, models })];
  using test = await testCatalog(server, { providers, embedded: shipped(["a/old"]) });
  assertEquals(await seen(test.catalog), {
    keys: ["a/old"],
    tiers: ["embedded"],
    fetchedAt: "2026-07-01T00:00:00.000Z",
    problem: "key_missing",
  });
  assertEquals(server.calls.length, 0);
  assertStringIncludes(test.notices[0].message, "TEST_KEY is not set");
  const [report] = await test.catalog.refresh(null);
  assertEquals(report.outcome, "skipped");
});

Deno.test("a key that is refused is told, and is neither in the URL nor in any message", async () => {
  await using server = listServer();
  const secret = "sk-very-secret-1234567890";
  for (const status of [401, 403]) {
    server.answer = () => new Response(`Incorrect API key provided: ${secret}`, { status });
    using test = await testCatalog(server, {
      secretOf: () => new Secret("env:TEST_KEY", secret),
      embedded: shipped(["a/old"]),
    });
    assertEquals((await seen(test.catalog)).problem, "key_refused");
    const call = server.calls.at(-1)!;
    assertEquals(call.headers.get("authorization"), `Bearer ${secret}`);
    assert(!call.url.includes(secret));
    const told = JSON.stringify([test.notices, await test.catalog.status(), await test.catalog.refresh(["one"])]);
    assert(!told.includes(secret), told);
  }
});

Deno.test("a key that a server says back reaches neither an answer nor the file", async () => {
  const key = "filler-CANARY-0123456789";
  await using server = listServer();
  server.answer = ({ headers }) => Response.json({ ids: ["a/x", `a/${headers.get("authorization")!.split(" ")[1]}`] });
  using folder = tempDir();
  const path = `${folder.path}/catalog.sqlite`;
  {
    using test = await testCatalog(server, { path, secretOf: () => new Secret("test", key) });
    assertEquals((await seen(test.catalog)).keys, ["a/x", "a/[secret test]"]);
  }
  for await (const { name } of Deno.readDir(folder.path)) {
    const text = new TextDecoder("latin1").decode(await Deno.readFile(`${folder.path}/${name}`));
    assert(!text.includes("CANARY"), name);
  }
});

Deno.test("a key that no header may have is not shown", async () => {
  await using server = listServer();
  using test = await testCatalog(server, { secretOf: () => new Secret("env:TEST_KEY", "sk-line\nbreak") });
  const error = await assertRejects(() => test.catalog.models({ provider: "one" }), ListProblem);
  assertEquals(error.code, "key_refused");
  assert(!`${error.message} ${error.cause}`.includes("sk-line"));
});

Deno.test("a key is not carried along to where a server redirects", async () => {
  await using other = listServer();
  await using server = listServer();
  server.answer = () => Response.redirect(`${other.url}/v1/models`);
  using keyed = await testCatalog(server, { secretOf: () => new Secret("env:TEST_KEY", "sk-1") });
  assertEquals((await seen(keyed.catalog, {})).problem, "status");
  assertEquals(other.calls.length, 0);
  using plain = await testCatalog(server);
  assertEquals((await seen(plain.catalog)).keys, ["a/x", "a/y"]);
});

Deno.test("a provider that is disabled is neither called nor listed, until it is enabled again", async () => {
  await using server = listServer();
  using test = await testCatalog(server, { embedded: shipped(["a/old"]) });
  await test.catalog.override("one", { enabled: false });
  assertEquals(await seen(test.catalog, {}), { keys: [], tiers: [], fetchedAt: null, problem: "disabled" });
  const error = await assertRejects(() => test.catalog.models({ provider: "one" }), ListProblem);
  assertEquals(error.code, "disabled");
  assertEquals((await test.catalog.refresh(["one"]))[0].outcome, "skipped");
  assertEquals(server.calls.length, 0);
  await test.catalog.override("one", null);
  assertEquals((await seen(test.catalog)).tiers, ["api"]);
});

Deno.test("a lifetime and a base URL of one's own count at once, and another server's list does not", async () => {
  await using first = listServer();
  await using second = listServer();
  second.list("b/z");
  using test = await testCatalog(first);
  await seen(test.catalog);
  await test.catalog.override("one", { lifetimeMs: 10 });
  await test.clock.advance(10);
  await seen(test.catalog);
  assertEquals(first.calls.length, 2);
  await test.catalog.override("one", { baseUrl: `${second.url}/other` });
  assertEquals((await seen(test.catalog)).keys, ["b/z"]);
  assertEquals(new URL(second.calls[0].url).pathname, "/other/models");
  for (const wrong of ["nowhere", "localhost:8080/v1", "http://a/"]) {
    await assertRejects(() => test.catalog.override("one", { baseUrl: wrong }), UserError, wrong);
  }
  assertEquals(test.catalog.overrideOf("one"), { baseUrl: `${second.url}/other` });
  await test.catalog.override("one", null);
  assertEquals(test.catalog.overrideOf("one"), {});
  assertThrows(() => test.catalog.overrideOf("oen"), UserError, 'did you mean "one"?');
});

Deno.test("callers at the same time share one call", async () => {
  await using server = listServer();
  using test = await testCatalog(server);
  const answers = await Promise.all(Array.from({ length: 10 }, () => seen(test.catalog)));
  assertEquals(server.calls.length, 1);
  for (const { tiers } of answers) assertEquals(tiers, ["api"]);
});

Deno.test("a caller that gives up does not end the call for the others", async () => {
  await using server = listServer();
  const gate = Promise.withResolvers<void>();
  server.answer = async () => {
    await gate.promise;
    return Response.json({ ids: ["a/x"] });
  };
  using test = await testCatalog(server);
  const impatient = new AbortController();
  const lost = test.catalog.models({ signal: impatient.signal });
  const kept = seen(test.catalog);
  impatient.abort(new Error("enough"));
  await assertRejects(() => lost, Error, "enough");
  gate.resolve();
  assertEquals((await kept).keys, ["a/x"]);
  await assertRejects(
    () =>
      test.catalog.models({ signal: impatient.signal, provider: "one" }).then(() => {
        throw new Error("fresh lists need no call");
      }),
    Error,
    "fresh lists",
  );
});

Deno.test("a call that nobody waits for any more is ended, and is no failure of the server", async () => {
  await using server = listServer();
  const arrived = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<unknown>();
  let hangs = true;
  using test = await testCatalog(server, {
    fetch: (input, init) => {
      if (!hangs) return fetch(input, init);
      arrived.resolve();
      return new Promise((_, reject) => {
        init!.signal!.addEventListener("abort", () => {
          gone.resolve(init!.signal!.reason);
          reject(init!.signal!.reason);
        });
      });
    },
  });
  const controller = new AbortController();
  const asked = test.catalog.models({ signal: controller.signal });
  await arrived.promise;
  controller.abort(new Error("enough"));
  await assertRejects(() => asked, Error, "enough");
  assertEquals((await gone.promise as Error).message, "enough");
  hangs = false;
  server.list("a/x");
  assertEquals((await seen(test.catalog)).keys, ["a/x"]);
});

Deno.test("two catalogs on one file share one call", async () => {
  await using server = listServer();
  using dir = tempDir();
  const path = `${dir.path}/catalog.sqlite`;
  const gate = Promise.withResolvers<void>();
  server.answer = async () => {
    await gate.promise;
    return Response.json({ ids: ["a/x"] });
  };
  const clock = new VirtualClock(new Date(START));
  using first = await testCatalog(server, { path, clock });
  using second = await testCatalog(server, { path, clock });
  const answers = Promise.all([seen(first.catalog), seen(second.catalog)]);
  while (server.calls.length === 0) await clock.advance(1);
  for (let i = 0; i < 10; i++) await clock.advance(50);
  gate.resolve();
  let done = false;
  answers.finally(() => done = true);
  while (!done) await clock.advance(50);
  assertEquals((await answers).map(({ keys }) => keys), [["a/x"], ["a/x"]]);
  assertEquals((await answers).map(({ tiers }) => tiers[0]).sort(), ["api", "cache"]);
  assertEquals(server.calls.length, 1);
});

Deno.test("what the server says is unchanged is fresh again, without being sent again", async () => {
  await using server = listServer();
  server.answer = (request) =>
    request.headers.get("if-none-match") === '"1"'
      ? new Response(null, { status: 304 })
      : Response.json({ ids: ["a/x"] }, { headers: { etag: '"1"' } });
  using test = await testCatalog(server);
  await seen(test.catalog);
  await test.clock.advance(HOUR_MS);
  assertEquals(await seen(test.catalog), { keys: ["a/x"], tiers: ["api"], fetchedAt: later(HOUR_MS), problem: null });
  const [report] = await test.catalog.refresh(["one"], { force: true });
  assertEquals([report.outcome, report.rows], ["unchanged", 1]);
  await test.catalog.invalidate(["one"]);
  await seen(test.catalog);
  assertEquals(server.calls.map(({ headers }) => headers.get("if-none-match")), [null, '"1"', '"1"', null]);
});

Deno.test("a list is followed to its last page, and the name of one page's state is not that of the list", async () => {
  await using server = listServer();
  server.answer = (request) => {
    const page = Number(new URL(request.url).searchParams.get("page") ?? "1");
    const next = page < 3 ? { next: { page: String(page + 1) } } : {};
    return Response.json({ ids: [`a/${page}`, "a/shared"], ...next }, { headers: { etag: '"1"' } });
  };
  using test = await testCatalog(server);
  assertEquals((await seen(test.catalog)).keys, ["a/1", "a/shared", "a/2", "a/3"]);
  assertEquals(test.store.listFacts({ provider: "one", model: null })!.etag, null);
});

Deno.test("rows that cannot be read are counted over all pages", async () => {
  await using server = listServer();
  server.answer = ({ url }) =>
    Response.json(
      url.includes("page=2") ? { ids: ["a/2"], unread: 2 } : { ids: ["a/1"], unread: 1, next: { page: "2" } },
    );
  using test = await testCatalog(server);
  const [report] = await test.catalog.refresh(["one"]);
  assertEquals([report.outcome, report.rows, report.skipped], ["fetched", 2, 3]);
});

Deno.test("pages without an end are no list", async () => {
  await using server = listServer();
  let page = 0;
  server.answer = () => Response.json({ ids: ["a/x"], next: { page: "same" } });
  using same = await testCatalog(server);
  assertEquals((await seen(same.catalog, {})).problem, "no_list");
  assertEquals(server.calls.length, 2);
  server.answer = () => Response.json({ ids: ["a/x"], next: { page: String(page++) } });
  using more = await testCatalog(server);
  assertEquals((await seen(more.catalog, {})).problem, "no_list");
  assert(server.calls.length < 110);
});

Deno.test("a list that is empty or has lost more than half of its rows is refused, and the one before is kept", async () => {
  await using server = listServer();
  using test = await testCatalog(server);
  server.list("a/1", "a/2", "a/3", "a/4");
  await seen(test.catalog);
  for (const ids of [[], ["a/1"]]) {
    server.list(...ids);
    await test.clock.advance(HOUR_MS);
    const answer = await seen(test.catalog);
    assertEquals([answer.keys.length, answer.tiers, answer.problem], [4, ["stale"], "list_refused"]);
  }
  assertEquals(test.notices.filter(({ code }) => code === "list_refused").length, 2);
  server.list("a/1", "a/2");
  assertEquals((await test.catalog.refresh(["one"]))[0].outcome, "fetched");
});

Deno.test("a list that has truly shrunk is believed when that is said, and a local server's always", async () => {
  await using server = listServer();
  using test = await testCatalog(server);
  server.list("a/1", "a/2", "a/3");
  await seen(test.catalog);
  server.list("a/1");
  assertEquals((await test.catalog.refresh(["one"], { force: true }))[0].problem?.code, "list_refused");
  assertEquals(test.notices.map(({ code }) => code), ["list_refused"]);
  const [report] = await test.catalog.refresh(["one"], { acceptShrunk: true });
  assertEquals([report.outcome, report.before, report.rows], ["fetched", 3, 1]);
  const providers = [makeProvider({ key: "one", origin: null, defaultOrigin: server.url })];
  using local = await testCatalog(server, { providers });
  await seen(local.catalog);
  server.list();
  const [emptied] = await local.catalog.refresh(["one"], { force: true });
  assertEquals([emptied.outcome, emptied.rows], ["fetched", 0]);
});

Deno.test("what was invalidated is fetched again, and still there while it cannot be", async () => {
  await using server = listServer();
  using test = await testCatalog(server);
  await seen(test.catalog);
  await test.catalog.invalidate(null);
  server.fail(500);
  assertEquals((await seen(test.catalog)).tiers, ["stale"]);
  await test.catalog.invalidate(["one"]);
  server.list("a/z", "a/zz");
  assertEquals((await seen(test.catalog)).keys, ["a/z", "a/zz"]);
});

Deno.test("offline nothing is called, and the answer says so", async () => {
  await using server = listServer();
  const embedded = shipped(["a/old"]);
  using always = await testCatalog(server, { embedded, offline: true });
  assertEquals(await seen(always.catalog), {
    keys: ["a/old"],
    tiers: ["embedded"],
    fetchedAt: "2026-07-01T00:00:00.000Z",
    problem: "offline",
  });
  assertEquals((await always.catalog.refresh(null))[0].outcome, "skipped");
  using once = await testCatalog(server, { embedded });
  assertEquals((await seen(once.catalog, { network: false })).problem, "offline");
  assertEquals(server.calls.length, 0);
});

Deno.test("a refresh leaves fresh lists alone unless it is forced, and counts what came", async () => {
  await using server = listServer();
  using test = await testCatalog(server);
  const outcome = async (options = {}) => (await test.catalog.refresh(null, options))[0].outcome;
  assertEquals([await outcome(), await outcome(), await outcome({ force: true })], ["fetched", "fresh", "fetched"]);
});

Deno.test("a clock that was ahead does not keep a list fresh for ever", async () => {
  await using server = listServer();
  using dir = tempDir();
  const path = `${dir.path}/catalog.sqlite`;
  {
    using ahead = await testCatalog(server, { path, clock: new VirtualClock(new Date("2040-01-01T00:00:00Z")) });
    await seen(ahead.catalog);
  }
  using test = await testCatalog(server, { path });
  assertEquals((await seen(test.catalog)).fetchedAt, START);
});

Deno.test("the status tells of each provider without a call", async () => {
  await using server = listServer();
  const providers = [
    makeProvider({ key: "one", origin: server.url }),
    makeProvider({ key: "keyed", models: { url: "/models", needsKey: true, read: "test", lifetimeMs: 5 } }),
    makeProvider({ key: "own", origin: null }),
    makeProvider({ key: "silent", models: null }),
  ];
  using test = await testCatalog(server, { providers });
  await test.catalog.refresh(["one"]);
  await test.clock.advance(1000);
  const status = await test.catalog.status();
  assertEquals(status.map(({ provider, tier, rows, ageMs, problem }) => [provider, tier, rows, ageMs, problem?.code]), [
    ["one", "cache", 2, 1000, undefined],
    ["keyed", null, 0, null, "key_missing"],
    ["own", null, 0, null, "no_server"],
    ["silent", null, 0, null, "lists_none"],
  ]);
  assertEquals(server.calls.length, 1);
  server.fail(500);
  await test.catalog.refresh(["one"], { force: true });
  const [failed] = await test.catalog.status();
  assertEquals([failed.tier, failed.problem?.code, failed.failedAt], ["cache", "status", later(1000)]);
});

Deno.test("a provider that there is not is the user's mistake, with the nearest name", async () => {
  await using server = listServer();
  using test = await testCatalog(server);
  const error = await assertRejects(() => test.catalog.models({ provider: "oen" }), UserError, '"one"');
  assertEquals(error.exitCode, 2);
  await assertRejects(() => test.catalog.refresh(["two"]), UserError);
  assertEquals((await test.catalog.provider("one")).baseUrl, `${server.url}/v1`);
});
