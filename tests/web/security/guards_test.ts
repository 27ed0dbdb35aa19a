import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { VirtualClock } from "../../../src/base/mod.ts";
import { createDashboard, type CreateDashboardOptions, serveDashboard } from "../../../src/web/mod.ts";
import { testDashboard } from "../../support/dashboard.ts";

const TOKEN = "0f6f7c1be3bd4f3f9f0b8a2d";

async function guarded(options: CreateDashboardOptions, clock = new VirtualClock()) {
  const test = await testDashboard({ prompts: [] });
  const dashboard = createDashboard({ ...test.sources, clock }, options);
  const ask = (path: string, init: RequestInit & { readonly host?: string } = {}, client?: string) =>
    dashboard.handle(new Request(`http://${init.host ?? "127.0.0.1:8412"}${path}`, init), client);
  return {
    ask,
    async [Symbol.asyncDispose]() {
      await dashboard.close();
      await test[Symbol.asyncDispose]();
    },
  };
}

Deno.test("every answer keeps the browser from running, framing and telling on what it should not", async () => {
  await using test = await guarded({});
  for (const path of ["/assets/app.css", "/nowhere", "/api/nowhere"]) {
    const { headers } = await test.ask(path);
    const policy = headers.get("content-security-policy") ?? "";
    assertStringIncludes(policy, "default-src 'none'");
    assertStringIncludes(policy, "frame-ancestors 'none'");
    assertEquals(policy.includes("unsafe"), false);
    assertEquals(headers.get("x-content-type-options"), "nosniff");
    assertEquals(headers.get("x-frame-options"), "DENY");
    assertEquals(headers.get("access-control-allow-origin"), null);
  }
});

Deno.test("without a token only names of this machine are answered", async () => {
  await using test = await guarded({});
  for (const host of ["localhost:8412", "127.0.0.1", "[::1]:8412"]) {
    assertEquals((await test.ask("/assets/app.css", { host })).status, 200, host);
  }
  for (const host of ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8412"]) {
    assertEquals((await test.ask("/assets/app.css", { host })).status, 403, host);
  }
});

Deno.test("a host that is no name has an answer", async () => {
  await using test = await testDashboard({ prompts: [] });
  await using server = serveDashboard(test.dashboard);
  for (const [host, status] of [["a b", 400], ["127.0.0.1@evil.example", 403], ["127.0.0.1", 200]] as const) {
    using socket = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    await socket.write(
      new TextEncoder().encode(`GET /assets/app.css HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`),
    );
    const answer = await new Response(socket.readable).text();
    assertEquals(answer.slice(0, 12), `HTTP/1.1 ${status}`, host);
  }
});

Deno.test("a token in the address lets the browser in once and leaves the address", async () => {
  await using test = await guarded({ token: TOKEN });
  assertEquals((await test.ask("/assets/app.css", { host: "box.lan" })).status, 401);
  assertEquals((await test.ask("/assets/app.css?token=wrong")).status, 401);
  const entered = await test.ask(`/assets/app.css?x=1&token=${TOKEN}`, { host: "box.lan" });
  assertEquals([entered.status, entered.headers.get("location")], [303, "/assets/app.css?x=1"]);
  const cookie = entered.headers.get("set-cookie") ?? "";
  assertMatch(cookie, /HttpOnly/i);
  assertMatch(cookie, /SameSite=Lax/i);
  const inside = await test.ask("/assets/app.css", { host: "box.lan", headers: { cookie: cookie.split(";")[0] } });
  assertEquals(inside.status, 200);
  const program = await test.ask("/assets/app.css", { headers: { authorization: `Bearer ${TOKEN}` } });
  assertEquals(program.status, 200);
});

Deno.test("a refusal is a page for people, and JSON for programs, and repeats no token", async () => {
  await using test = await guarded({ token: TOKEN });
  const page = await test.ask(`/?token=${TOKEN}x`);
  assertEquals([page.status, page.headers.get("content-type")], [401, "text/html; charset=UTF-8"]);
  const text = await page.text();
  assertStringIncludes(text, "open the address that tapedeck dashboard printed");
  assertEquals(text.includes(TOKEN), false);
  const json = await test.ask("/v1/models");
  assertEquals(json.status, 401);
  const { error } = await json.json();
  assertEquals([error.type, error.code], ["authentication_error", "invalid_api_key"]);
  assertStringIncludes(error.message, "send its token as the API key");
});

Deno.test("a page of another site changes nothing", async () => {
  await using test = await guarded({});
  const post = (headers: Record<string, string>) => test.ask("/nowhere", { method: "POST", headers });
  assertEquals((await post({ origin: "https://evil.example" })).status, 403);
  assertEquals((await post({ origin: "null" })).status, 403);
  assertEquals((await post({ "sec-fetch-site": "cross-site" })).status, 403);
  // Another port is another site, and another server may listen there.
  assertEquals((await post({ origin: "http://127.0.0.1:9999" })).status, 403);
  assertEquals((await post({ origin: "http://127.0.0.1:8412" })).status, 404);
  assertEquals((await post({})).status, 404);
});

Deno.test("origins that are allowed may call the API, and nothing else", async () => {
  const origin = "https://tools.example";
  await using test = await guarded({ origins: [origin] });
  const asked = await test.ask("/api/nowhere", { headers: { origin } });
  assertEquals(asked.headers.get("access-control-allow-origin"), origin);
  const other = await test.ask("/api/nowhere", { headers: { origin: "https://evil.example" } });
  assertEquals(other.headers.get("access-control-allow-origin"), null);
  assertEquals((await test.ask("/v1/nowhere", { method: "POST", headers: { origin } })).status, 404);
  assertEquals((await test.ask("/nowhere", { method: "POST", headers: { origin } })).status, 403);
});

Deno.test("who asks too much waits, and others do not", async () => {
  const clock = new VirtualClock();
  await using test = await guarded({}, clock);
  const ask = async (client: string) => (await test.ask("/nowhere", {}, client)).status;
  const statuses = await Promise.all(Array.from({ length: 301 }, () => ask("10.0.0.1")));
  assertEquals(statuses.filter((status) => status === 429).length, 1);
  const refused = await test.ask("/nowhere", {}, "10.0.0.1");
  assertEquals([refused.status, refused.headers.get("retry-after")], [429, "1"]);
  assertEquals(await ask("10.0.0.2"), 404);
  await clock.advance(1000);
  assertEquals(await ask("10.0.0.1"), 404);
});

Deno.test("wrong admin keys of an address are held back, and the right one is let all the same", async () => {
  const clock = new VirtualClock();
  await using test = await guarded({ adminKey: "correct horse battery" }, clock);
  const ask = async (key: string, client = "10.0.0.1") =>
    (await test.ask("/nowhere", { headers: { "x-tapedeck-admin-key": key } }, client)).status;
  for (let i = 0; i < 5; i++) assertEquals(await ask(`guess ${i}`), 404);
  assertEquals(await ask("one more"), 429);
  for (const near of ["", "correct horse batter", "correct horse battery2"]) assertEquals(await ask(near), 429);
  assertEquals(await ask("correct horse battery"), 404);
  assertEquals(await ask("one more"), 429, "the right one does not make up for wrong ones");
  assertEquals(await ask("a guess", "10.0.0.2"), 404);
  await clock.advance(12_000);
  assertEquals([await ask("another"), await ask("and another")], [404, 429]);
});

Deno.test("admin keys are counted where nothing else is, too: no address lets them be tried without end", async () => {
  const clock = new VirtualClock();
  await using test = await guarded({ adminKey: "correct horse battery" }, clock);
  const headers = { "x-tapedeck-admin-key": "correct horse battery" };
  const ask = async (init: RequestInit) => (await test.ask("/assets/app.css", init, "10.0.0.1")).status;
  for (let i = 0; i < 301; i++) assertEquals(await ask({}), 200);
  for (let i = 0; i < 300; i++) assertEquals(await ask({ headers }), 200);
  assertEquals(await ask({ headers }), 429);
  assertEquals(await ask({}), 200);
});

Deno.test("who has the admin key may ask often", async () => {
  await using test = await guarded({ adminKey: "correct horse battery" });
  const headers = { "x-tapedeck-admin-key": "correct horse battery" };
  for (let i = 0; i < 20; i++) assertEquals((await test.ask("/nowhere", { headers })).status, 404);
});

Deno.test("a mistake of the user is told without secrets, and a bug is not told at all", async () => {
  await using test = await testDashboard({ prompts: [] });
  const bugs: unknown[] = [];
  const failing = new Error("at /home/me/secret-path");
  const sources = { ...test.sources, ledger: () => Promise.reject(failing) };
  const dashboard = createDashboard(sources, { onBug: (error) => void bugs.push(error) });
  const answer = await dashboard.handle(new Request("http://localhost/runs"));
  assertEquals(answer.status, 500);
  assertEquals((await answer.text()).includes("secret-path"), false);
  assertEquals(bugs, [failing]);
});
