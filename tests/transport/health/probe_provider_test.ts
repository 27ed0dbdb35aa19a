import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Secret, systemClock, VirtualClock } from "../../../src/base/mod.ts";
import { findProvider, providerRows } from "../../../src/provider/mod.ts";
import {
  type HealthTarget,
  healthTargetOf,
  probeProvider,
  type ProbeResult,
} from "../../../src/transport/health/mod.ts";
import { gate, refusedUrl, withServer } from "../loopback.ts";

const KEY = new Secret("env:TEST_KEY", "sk-a-very-secret-value");

function target(url: string | null, rest: Partial<HealthTarget> = {}): HealthTarget {
  return {
    provider: "local",
    url,
    method: "GET",
    headers: {},
    auth: { header: "authorization", prefix: "Bearer " },
    credential: KEY,
    needsKey: true,
    ...rest,
  };
}

async function probe(target: HealthTarget): Promise<ProbeResult> {
  const result = await probeProvider(target, { fetch, clock: systemClock });
  assert(!JSON.stringify(result).includes(KEY.reveal()), "the key stands in no result");
  return result;
}

/** What a probe of a server that answers so comes to. */
async function probeOf(response: () => Response): Promise<ProbeResult> {
  let result: ProbeResult | null = null;
  await withServer(response, async (url) => {
    result = await probe(target(`${url}/v1/models`));
  });
  return result!;
}

Deno.test("a server that answers is healthy; it is asked with the key and the headers of its row", async () => {
  let seen: (string | null)[] = [];
  await withServer(({ url, headers }) => {
    seen = [headers.get("authorization"), headers.get("x-version"), new URL(url).search];
    return Response.json({ data: [] });
  }, async (url) => {
    const result = await probe(target(`${url}/v1/models?limit=1`, { headers: { "x-version": "7" } }));
    const { at, latencyMs, ...rest } = result;
    assertEquals(rest, {
      provider: "local",
      state: "healthy",
      answered: true,
      reason: null,
      httpStatus: 200,
      url: `${url}/v1/models`,
    });
    assert(latencyMs! >= 0 && Date.parse(at) > 0);
  });
  assertEquals(seen, [`Bearer ${KEY.reveal()}`, "7", "?limit=1"]);
});

Deno.test("a refused key is a fact about the key: the server is there", async () => {
  for (const status of [401, 403]) {
    const { state, answered, reason } = await probeOf(() => new Response(KEY.reveal(), { status }));
    assertEquals([state, answered, reason], ["degraded", true, `it refuses env:TEST_KEY (${status})`]);
  }
});

Deno.test("5xx is down; other refusals show that it is there", async () => {
  const of = async (status: number) => {
    const { state, answered, reason } = await probeOf(() => new Response("", { status }));
    return [state, answered, reason];
  };
  assertEquals(await of(500), ["down", false, "it answered 500"]);
  assertEquals(await of(503), ["down", false, "it answered 503"]);
  assertEquals(await of(404), ["degraded", true, "it answered 404"]);
  assertEquals(await of(429), ["degraded", true, "it answers that too much is asked of it (429)"]);
});

Deno.test("a redirect is not followed, so the key goes nowhere else, and only its origin is shown", async () => {
  let others = 0;
  await withServer(() => {
    others++;
    return new Response("");
  }, async (elsewhere) => {
    const { state, reason, httpStatus } = await probeOf(() =>
      new Response(null, { status: 302, headers: { location: `${elsewhere}/token/abc?sig=${KEY.reveal()}` } })
    );
    assertEquals([state, httpStatus], ["degraded", 302]);
    assertEquals(reason, `it sends to another address (302 ${elsewhere})`);
  });
  assertEquals(others, 0);
});

Deno.test("who refuses the connection is down, in the words of the runtime", async () => {
  const { state, answered, reason, httpStatus, latencyMs } = await probe(target(`${refusedUrl()}/v1/models`));
  assertEquals([state, answered, httpStatus, latencyMs], ["down", false, null, null]);
  assertStringIncludes(reason!, "it cannot be reached: ");
  assertStringIncludes(reason!, "onnect");
});

Deno.test("who does not speak TLS where it should is down", async () => {
  await withServer(() => new Response("plain"), async (url) => {
    const { state, reason } = await probe(target(url.replace("http:", "https:") + "/v1/models"));
    assertEquals(state, "down");
    assertStringIncludes(reason!, "it cannot be reached: ");
  });
});

Deno.test("who does not answer in time is down", async () => {
  const [asked, answer] = [gate(), gate()];
  await withServer(async () => {
    asked.open();
    await answer.opened;
    return new Response("");
  }, async (url) => {
    const clock = new VirtualClock();
    const probing = probeProvider(target(url), { fetch, clock, timeoutMs: 3_000 });
    await asked.opened;
    await clock.advance(3_000);
    const { state, reason } = await probing;
    assertEquals([state, reason], ["down", "it did not answer within 3000 ms"]);
    answer.open();
  });
});

Deno.test("the caller's signal ends a probe with its reason", async () => {
  const [asked, answer] = [gate(), gate()];
  await withServer(async () => {
    asked.open();
    await answer.opened;
    return new Response("");
  }, async (url) => {
    const controller = new AbortController();
    const probing = probeProvider(target(url), { fetch, clock: new VirtualClock(), signal: controller.signal });
    await asked.opened;
    controller.abort(new Error("enough"));
    await assertRejects(() => probing, Error, "enough");
    answer.open();
  });
});

Deno.test("without an address, or without the key that it needs, nobody is asked", async () => {
  const never = () => Promise.reject(new Error("asked"));
  const clock = new VirtualClock();
  const none = await probeProvider(target(null), { fetch: never, clock });
  assertEquals([none.state, none.answered, none.reason], [
    "unknown",
    null,
    "it has no address that answers without a model",
  ]);
  const keyless = await probeProvider(target("https://x.test/v1", { credential: null }), { fetch: never, clock });
  assertEquals([keyless.state, keyless.reason], ["unknown", "its address needs a key, and there is none"]);
});

Deno.test("a bug of the fetch is thrown, as it says nothing about the provider", async () => {
  const broken = () => Promise.reject(new RangeError("a bug"));
  await assertRejects(
    () => probeProvider(target("https://x.test/v1"), { fetch: broken, clock: new VirtualClock() }),
    RangeError,
  );
});

Deno.test("each row of the table has an address at its own origin, or none", () => {
  const without: string[] = [];
  for (const row of providerRows) {
    const { url, needsKey, auth } = healthTargetOf(row, { credential: KEY });
    if (url === null) {
      without.push(row.key);
      continue;
    }
    assert(URL.canParse(url), `${row.key}: ${url}`);
    if (row.origin !== null) assertEquals(new URL(url).origin, new URL(row.origin).origin, row.key);
    assertEquals(needsKey && auth === null, false, row.key);
    if (!needsKey && row.origin !== null) assertEquals(auth, null, `${row.key} is sent no key that it does not need`);
  }
  assertEquals(without.sort(), ["azure", "bedrock", "github", "openai-compatible", "replicate", "simulated"]);
});

Deno.test("an instance at its own base URL is asked there, also where its row has a whole URL", () => {
  const url = (provider: string, baseUrl: string) =>
    healthTargetOf(findProvider(provider), { name: "mine", baseUrl, credential: null }).url;
  assertEquals(url("openai-compatible", "http://127.0.0.1:8091/v1"), "http://127.0.0.1:8091/v1/models");
  assertEquals(url("cohere", "http://127.0.0.1:8091/v2"), "http://127.0.0.1:8091/v1/models?page_size=1");
  assertEquals(url("gemini", "http://127.0.0.1:1/v1beta?x=1"), "http://127.0.0.1:1/v1beta/models?pageSize=1&x=1");
  assertEquals(healthTargetOf(findProvider("ollama"), { credential: KEY }).auth, {
    header: "authorization",
    prefix: "Bearer ",
  });
});
