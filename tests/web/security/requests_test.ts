import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createDashboard } from "../../../src/web/mod.ts";
import { testDashboard } from "../../support/dashboard.ts";

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const JSON_TYPE = { "content-type": "application/json" };

Deno.test("every form refuses a page of elsewhere, and a program that cannot say where it comes from may use it", async () => {
  await using test = await testDashboard();
  const run = `/runs/${encodeURIComponent(test.runId)}`;
  const forms = [
    ...["/models/promote", "/models/demote", "/models/endpoints", "/models/refresh", "/health/check"],
    ...[`${run}/profile`, `${run}/cells/0/rating`, `${run}/pause`, `${run}/resume`, `${run}/cancel`],
    "/v1/chat/completions",
  ];
  const hostile: Record<string, string>[] = [
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "https://127.0.0.1" },
    { origin: "http://127.0.0.1.evil.example" },
    { origin: "http://localhost" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site", "sec-fetch-mode": "navigate" },
    { origin: "https://evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" },
  ];
  const config = await Deno.readTextFile(`${test.folder}/tapedeck.toml`);
  for (const path of forms) {
    for (const headers of hostile) {
      const response = await test.get(path, { method: "POST", body: "", headers: { ...FORM, ...headers } });
      assertEquals(response.status, 403, `${path} ${JSON.stringify(headers)}`);
    }
    const own = await test.get(path, { method: "POST", body: "", headers: { ...FORM, origin: "http://127.0.0.1" } });
    assert(own.status !== 403, path);
  }
  assertEquals(await Deno.readTextFile(`${test.folder}/tapedeck.toml`), config);
});

Deno.test("a page of elsewhere may link here, and show or load nothing of it", async () => {
  await using test = await testDashboard();
  const ask = async (path: string, headers: Record<string, string>) => (await test.get(path, { headers })).status;
  for (const site of ["cross-site", "same-site"]) {
    for (const path of ["/", "/assets/app.js", "/api/models", "/api/events", `/runs/${test.runId}/files/results.csv`]) {
      assertEquals(await ask(path, { "sec-fetch-site": site, "sec-fetch-mode": "no-cors" }), 403, path);
      assertEquals(await ask(path, { "sec-fetch-site": site, "sec-fetch-mode": "cors" }), 403, path);
    }
    assertEquals(await ask("/runs", { "sec-fetch-site": site, "sec-fetch-mode": "navigate" }), 200);
  }
  for (const site of ["same-origin", "none"]) assertEquals(await ask("/runs", { "sec-fetch-site": site }), 200);
});

Deno.test("a page of elsewhere that loads one from here within itself is not answered, however often it does", async () => {
  await using test = await testDashboard({ prompts: [] });
  for (const dest of ["iframe", "frame", "object", "embed", "document"]) {
    const headers = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": dest };
    assertEquals((await test.get("/compare", { headers })).status, dest === "document" ? 200 : 403, dest);
  }
});

Deno.test("behind a server with HTTPS forms are still the dashboard's own", async () => {
  await using test = await testDashboard({ prompts: [] });
  const dashboard = createDashboard(test.sources, { token: "a-token-of-this-test" });
  const post = async (headers: Record<string, string>) => {
    const authorization = "Bearer a-token-of-this-test";
    const init = { method: "POST", body: "model=none", headers: { ...FORM, authorization, ...headers } };
    return (await dashboard.handle(new Request("http://box.lan:8412/models/promote", init))).status;
  };
  assertEquals(await post({ origin: "https://box.lan", "sec-fetch-site": "same-origin" }), 400);
  for (const site of ["same-site", "cross-site"]) {
    assertEquals(await post({ origin: "https://box.lan", "sec-fetch-site": site }), 403, site);
  }
  assertEquals(await post({ origin: "https://box.lan" }), 403);
  await dashboard.close();
});

Deno.test("forms are small, and forms", async () => {
  await using test = await testDashboard();
  const run = `/runs/${encodeURIComponent(test.runId)}`;
  for (const path of ["/models/promote", "/models/refresh", `${run}/profile`, `${run}/cells/0/rating`]) {
    const post = async (body: BodyInit | null, headers: HeadersInit) =>
      (await test.get(path, { method: "POST", body, headers })).status;
    assertEquals(await post("a&".repeat(200_000), FORM), 413, path);
    for (const type of ["text/plain", "application/json", "multipart/form-data", "multipart/form-data; boundary=x"]) {
      assertEquals(await post("model=x", { "content-type": type }), 415, `${path} ${type}`);
    }
    assert(await post(null, {}) < 500, path);
    assert(await post(new Uint8Array([37, 255, 0, 38]), FORM) < 500, path);
  }
});

Deno.test("the router takes large prompts, and nothing that is larger or no JSON", async () => {
  await using test = await testDashboard({ prompts: [] });
  const ask = async (body: string, headers: HeadersInit = JSON_TYPE) =>
    await test.get("/v1/chat/completions", { method: "POST", body, headers });
  assertEquals((await ask("x".repeat(33 * 1024 * 1024))).status, 413);
  for (
    const type of [
      "text/plain",
      "text/plain; application/json",
      "application/x-www-form-urlencoded",
      "application/jsonx",
    ]
  ) {
    assertEquals((await ask("{}", { "content-type": type })).status, 415, type);
  }
  const long = await test.get(`/api/models?q=${"x".repeat(10_000)}`);
  const { error } = await long.json();
  assertEquals([long.status, error.type], [414, "invalid_request_error"]);
  const deep = (inner: string) => `{"model":"me/mine","messages":[{"role":"user","content":"hi"}],${inner}}`;
  const arrays = deep(`"x":${"[".repeat(100_000)}${"]".repeat(100_000)}`);
  const objects = deep(
    `"response_format":{"type":"json_schema","json_schema":{"name":"a","schema":${'{"a":'.repeat(50_000)}1${
      "}".repeat(50_000)
    }}}`,
  );
  for (const body of [arrays, objects]) {
    const response = await ask(body);
    assertEquals(response.status, 400);
    assertStringIncludes((await response.json()).error.message, "nested more than 200 deep");
  }
  const named = await ask(
    `{"__proto__":{"stream":true},"model":"me/mine","messages":[{"role":"user","content":"hi"}]}`,
  );
  assertEquals(named.headers.get("content-type"), "application/json");
  await named.body!.cancel();
  assertEquals(Reflect.get({}, "stream"), undefined);
});

Deno.test("an address of any length and with anything in it has an answer that is no bug", async () => {
  await using test = await testDashboard();
  const run = `/runs/${encodeURIComponent(test.runId)}`;
  assertEquals((await test.get(`/?in=${"9".repeat(60_000)}`)).status, 414);
  const numbers = ["9007199254740991", "1e9", "1e308", "1e999999999", "-1", "NaN", "9".repeat(7000)];
  const names = [
    ...["__proto__", "constructor", "%00", "%E0%A4%A", "%ff", "..%2f..%2fetc%2fpasswd", "%2e%2e%2f", "a".repeat(3000)],
    ...["%F0%9F%92%A9", "'%20or%201=1--", "%25", "*", "%0d%0aset-cookie:x=y", "%E2%80%AE"],
  ];
  const paths = [
    ...numbers.flatMap((number) =>
      ["/?page=", "/?in=", "/?context=", "/runs?page=", `${run}/cells?page=`, "/compare?page=", "/costs?since="].map(
        (path) => path + number,
      )
    ),
    ...names.flatMap((name) => [
      ...[`/runs/${name}`, `/runs?plan=${name}`, `${run}/cells/${name}`, `${run}/cells?q=${name}&sort=${name}`],
      ...[`${run}/charts/${name}.svg`, `${run}/charts/${name}.json`, `${run}/files/${name}`, `/compare?a=${name}`],
      ...[`${run}/cells/0/text/${name}`, `/models/info?model=${name}`, `/health/endpoints?provider=${name}`],
      ...[`/costs?by=${name}`, `/v1/models/${name}`, `/api/models?provider=${name}`, `/compare?metric=${name}`],
      ...[`/?q=${name}`, `/?sort=${name}`, `/?can=${name}`, `/assets/${name}`, `/${name}`],
    ]),
  ];
  for (const [index, path] of paths.entries()) {
    // Each as a client of its own, as one would have to wait.
    const response = await test.dashboard.handle(
      new Request(`http://127.0.0.1${path}`),
      `10.0.${index >> 8}.${index & 255}`,
    );
    assert([200, 303, 400, 404].includes(response.status), `${response.status} ${path.slice(0, 100)}`);
    assertEquals(response.headers.get("set-cookie"), null);
    assertEquals((await response.text()).includes("root:"), false);
  }
});

Deno.test("methods that nobody knows do nothing", async () => {
  await using test = await testDashboard();
  const run = `/runs/${encodeURIComponent(test.runId)}`;
  for (const method of ["PUT", "DELETE", "PATCH", "PROPFIND", "OPTIONS"]) {
    for (const path of ["/", `${run}/pause`, "/models/promote", "/v1/chat/completions", "/api/models"]) {
      const response = await test.get(path, { method });
      assertEquals(response.status, path.startsWith("/v1/") ? 405 : 404, `${method} ${path}`);
      assertEquals(response.headers.get("access-control-allow-origin"), null);
    }
  }
});

Deno.test("what a browser keeps of a page is asked for anew, and a part of a page is kept apart from it", async () => {
  await using test = await testDashboard();
  const run = `/runs/${encodeURIComponent(test.runId)}`;
  for (const path of ["/", "/runs", run, `${run}/cells`, `${run}/cells/0`, "/compare", "/health", "/costs"]) {
    for (const init of [{}, { headers: { "x-fragment": "1" } }]) {
      const response = await test.get(path, init);
      assertEquals(response.headers.get("cache-control"), "private, no-cache", path);
      assertStringIncludes(response.headers.get("vary") ?? "", "x-fragment");
    }
  }
  const [, chart] = /charts\/([\w-]+)\.svg/.exec(await test.text(run))!;
  const files = [`${run}/cells/0/text/answer`, `${run}/files/results.csv`, `${run}/charts/${chart}.svg`];
  for (const path of [...files, "/compare/chart.svg"]) {
    const { headers, body } = await test.get(path);
    assertStringIncludes(headers.get("cache-control") ?? "", "private", path);
    assertEquals(headers.get("x-content-type-options"), "nosniff");
    await body?.cancel();
  }
});

Deno.test("a token leads to no other server, and is in no answer", async () => {
  await using test = await testDashboard();
  const token = "0f6f7c1be3bd4f3f9f0b8a2d";
  const dashboard = createDashboard(test.sources, { token });
  const ask = (path: string, headers: HeadersInit = {}) =>
    dashboard.handle(new Request(`http://box.lan${path}`, { headers }));
  for (const path of ["//evil.example/", "///evil.example/", "/\\evil.example/"]) {
    const location = (await ask(`${path}?token=${token}`)).headers.get("location")!;
    assertEquals(new URL(location, "http://box.lan").origin, "http://box.lan", path);
  }
  const inside = { cookie: `tapedeck_token=${token}` };
  for (const path of ["/", "/runs", "/health", "/api/models", "/api/openapi.json", "/nowhere", "/v1/models"]) {
    const response = await ask(path, inside);
    const said = JSON.stringify([...response.headers]) + await response.text();
    assertEquals(said.includes(token), false, path);
  }
  for (
    const path of [
      "/api/events",
      "/runs/events",
      "/assets/app.js",
      "/assets/vega.js",
      "/api/openapi.json",
      "/v1/models",
    ]
  ) {
    assertEquals((await ask(path)).status, 401, path);
    assertEquals((await ask(path, { cookie: "tapedeck_token=" })).status, 401, path);
    assertEquals((await ask(path, { authorization: "Bearer " })).status, 401, path);
  }
  assertEquals((await ask("/v1/chat/completions", { "x-forwarded-for": "127.0.0.1" })).status, 401);
  await dashboard.close();
});

Deno.test("two dashboards of one machine log nobody out of each other", async () => {
  await using test = await testDashboard({ prompts: [] });
  const jar: string[] = [];
  const ports = ["http://box.lan:8412", "http://box.lan:8413"].map((origin, index) => ({
    origin,
    token: `0f6f7c1be3bd4f3f9f0b8a2${index}`,
    dashboard: createDashboard(test.sources, { token: `0f6f7c1be3bd4f3f9f0b8a2${index}` }),
  }));
  for (const { origin, token, dashboard } of ports) {
    const entered = await dashboard.handle(new Request(`${origin}/?token=${token}`));
    jar.push(entered.headers.get("set-cookie")!.split(";")[0]);
  }
  // A browser keeps cookies by host and name.
  assertEquals(new Set(jar.map((cookie) => cookie.split("=")[0])).size, 2);
  for (const { origin, dashboard } of ports) {
    const response = await dashboard.handle(new Request(`${origin}/health`, { headers: { cookie: jar.join("; ") } }));
    assertEquals(response.status, 200, origin);
    await response.body?.cancel();
    await dashboard.close();
  }
});

Deno.test("without an admin key nobody is let, whatever is brought", async () => {
  await using test = await testDashboard({ prompts: [] });
  const headers: Record<string, string>[] = [{}, { "x-tapedeck-admin-key": "" }, { "x-tapedeck-admin-key": "null" }];
  for (const given of headers) {
    assertEquals((await test.get("/api/models?force=true", { headers: given })).status, 403);
    const form = { method: "POST", body: "force=true&admin_key=x", headers: { ...FORM, ...given } };
    assertEquals((await test.get("/models/refresh", form)).status, 403);
  }
});

Deno.test("files are made one after the other, and few wait for theirs", async () => {
  await using test = await testDashboard();
  const path = `/runs/${encodeURIComponent(test.runId)}/files/results.csv`;
  const answers = await Promise.all(Array.from({ length: 20 }, () => test.get(path)));
  const texts = await Promise.all(answers.map((answer) => answer.text()));
  const statuses = Map.groupBy(answers, ({ status }) => status);
  assertEquals([...statuses.keys()].sort(), [200, 503]);
  assertEquals(new Set(texts.filter((_, i) => answers[i].status === 200)).size, 1);
  assertEquals(await (await test.get(path)).text(), texts[0]);
});

Deno.test("names of profiles are those that a person can read", async () => {
  await using test = await testDashboard();
  const ledger = (await test.sources.ledger())!;
  const [row] = await Array.fromAsync(ledger.attempts(test.runId));
  const { endpoint, label, model } = row;
  const save = async (name: string, of = model) =>
    (await test.get(`/runs/${encodeURIComponent(test.runId)}/profile`, {
      method: "POST",
      body: new URLSearchParams({ endpoint, label, model: of, name, scope: of === model ? "all" : "model" }),
      headers: FORM,
    })).status;
  const before = await Deno.readTextFile(`${test.folder}/tapedeck.toml`);
  for (const name of ["__proto__", 'a"]\n[x]', "\u0000", "\u001b[31mred", "x".repeat(61), "", "a/b", "\u202eabc"]) {
    assertEquals(await save(name), 400, JSON.stringify(name));
  }
  for (const other of ["__proto__", 'a"]\n[x]\ny=1', "", "*"]) assertEquals(await save("fine", other), 400, other);
  assertEquals(await Deno.readTextFile(`${test.folder}/tapedeck.toml`), before);
  for (const name of ['"]', "a.b", "''", "constructor"]) assertEquals(await save(name), 200, name);
  assertEquals(Reflect.get({}, "temperature"), undefined);
});

Deno.test("a rating is a number from 0 to 1, by somebody with a name", async () => {
  await using test = await testDashboard();
  const path = `/runs/${encodeURIComponent(test.runId)}/cells/0/rating`;
  const rate = async (body: string) => await test.get(path, { method: "POST", body, headers: FORM });
  const wrong = ["NaN", "Infinity", "-Infinity", "1e400", "2", "-0.1", "", "one", "__proto__"].map((score) =>
    `score=${score}`
  );
  for (
    const body of [...wrong, `score=1&rater=${"x".repeat(101)}`, `score=1&note=${"x".repeat(4001)}`, "thumb=__proto__"]
  ) {
    assertEquals((await rate(body)).status, 400, body.slice(0, 50));
  }
  const rated = await rate(`score=1&rater=${encodeURIComponent("a\r\nset-cookie: x=y; path=/")}`);
  assertEquals(rated.status, 303);
  const cookie = rated.headers.getSetCookie();
  assertEquals([cookie.length, cookie[0].includes("\n"), /; HttpOnly; SameSite=Strict$/.test(cookie[0])], [
    1,
    false,
    true,
  ]);
  assertEquals(
    (await test.get(path.replace("/rating", ""), { headers: { cookie: "tapedeck_rater=%E0%A4%A" } })).status,
    200,
  );
});
