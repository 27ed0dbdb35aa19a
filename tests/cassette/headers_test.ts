import { assertEquals, assertRejects } from "@std/assert";
import { keptResponseHeaders, readHeaders, type RequestHeaders } from "../../src/cassette/headers.ts";
import { CassetteMissError, type Tape } from "../../src/cassette/mod.ts";
import { fakeNetwork, noNetwork, recordTape, replayTape, tempTape } from "./support.ts";

Deno.test("headers are read the same in every form that fetch takes", () => {
  const pairs: [string, string][] = [
    ["Content-Type", "application/json"],
    ["anthropic-Beta", "b"],
    ["ANTHROPIC-VERSION", "2023-06-01"],
    ["x-api-key", "sk-1"],
    ["user-agent", "x"],
  ];
  const expected: RequestHeaders = {
    kept: { "content-type": "application/json", "anthropic-beta": "b", "anthropic-version": "2023-06-01" },
    keyed: "anthropic-beta: b\nanthropic-version: 2023-06-01\n",
    credentials: ["sk-1"],
  };
  const map = new Map(pairs) as unknown as HeadersInit;
  for (const init of [pairs, Object.fromEntries(pairs), new Headers(pairs), map]) {
    assertEquals(readHeaders(init), expected);
  }
  assertEquals(readHeaders(undefined), { kept: {}, keyed: "", credentials: [] });
});

Deno.test("a header that is given twice counts with both its values", () => {
  const headers: [string, string][] = [["anthropic-beta", "a"], ["Anthropic-Beta", " b "]];
  assertEquals(readHeaders(headers).keyed, "anthropic-beta: a, b\n");
  assertEquals(readHeaders(new Headers(headers)).keyed, "anthropic-beta: a, b\n");
});

Deno.test("a part of a file is another request than another part of it", async () => {
  await using tape = await tempTape();
  const ask = async ({ fetch }: Tape, range?: string) => {
    const headers: HeadersInit = range === undefined ? {} : { range };
    return await (await fetch("http://h/files/1", { headers })).text();
  };
  const parts = ["bytes=0-9", "bytes=10-19", undefined];
  {
    const fetch = fakeNetwork((request) => new Response(`part ${request.headers.get("range")}`));
    await using recorder = await recordTape(tape.path, { fetch });
    for (const part of parts) await ask(recorder, part);
  }
  await using player = await replayTape(tape.path, { fetch: noNetwork });
  for (const part of parts.toReversed()) assertEquals(await ask(player, part), `part ${part ?? null}`);
  await assertRejects(() => ask(player, "bytes=20-29"), CassetteMissError);
});

Deno.test("credentials are known by their names, without their schemes", () => {
  const cases: [name: string, value: string, credentials: string[]][] = [
    ["Authorization", "Bearer sk-1", ["sk-1"]],
    ["authorization", "bearer   sk-1 ", ["sk-1"]],
    ["authorization", "Api-Key sk-1", ["sk-1"]],
    ["authorization", "sk-1", ["sk-1"]],
    ["authorization", `Basic ${btoa("user:secret:1")}`, [btoa("user:secret:1"), "user:secret:1", "secret:1"]],
    ["proxy-authorization", "Token t", ["t"]],
    ["x-api-key", "k", ["k"]],
    ["api-key", "k", ["k"]],
    ["x-goog-api-key", "k", ["k"]],
    ["ocp-apim-subscription-key", "k", ["k"]],
    ["helicone-auth", "Bearer h", ["h"]],
    ["cf-access-client-secret", "c", ["c"]],
    ["x-amz-security-token", "t", ["t"]],
    ["cookie", "theme=dark; session=0123456789abcdef", ["0123456789abcdef"]],
  ];
  for (const [name, value, credentials] of cases) assertEquals(readHeaders({ [name]: value }).credentials, credentials);
});

Deno.test("what is no credential is not taken for one", () => {
  const headers = {
    "idempotency-key": "1234567",
    "x-stainless-retry-count": "0",
    "user-agent": "me",
    "keep-alive": "1",
  };
  assertEquals(readHeaders(headers), { kept: {}, keyed: "", credentials: [] });
});

Deno.test("of a response only what is on the list is kept", () => {
  const headers = new Headers({
    "content-type": "text/plain",
    "X-RateLimit-Reset": "1",
    "set-cookie": "a=b",
    "www-authenticate": "x",
    "retry-after": "2",
  });
  assertEquals(keptResponseHeaders(headers), {
    "content-type": "text/plain",
    "retry-after": "2",
    "x-ratelimit-reset": "1",
  });
});
