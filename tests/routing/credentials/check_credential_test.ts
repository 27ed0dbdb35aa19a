import { assertEquals } from "@std/assert";
import { Secret, VirtualClock } from "../../../src/base/mod.ts";
import type { KeyedProvider } from "../../../src/config/mod.ts";
import { findProvider } from "../../../src/provider/mod.ts";
import { checkCredential, type CheckedCredential } from "../../../src/routing/mod.ts";

const KEY = new Secret("a/b", "sk-canary-0123456789");

interface Asked {
  readonly url: string;
  readonly key: string | null;
}

/** What a provider whose server answers so makes of the key, and what the server was asked. */
async function checked(
  kind: string,
  answer: (asked: Asked) => number | null,
  setUp: Partial<KeyedProvider> = {},
): Promise<CheckedCredential & { readonly asked: readonly Asked[] }> {
  const row = findProvider(kind);
  const asked: Asked[] = [];
  const fetch = (input: RequestInfo | URL, init?: RequestInit) => {
    const headers = new Headers(init?.headers);
    const header = row.auth?.header ?? "authorization";
    const one = { url: String(input), key: headers.get(header) };
    asked.push(one);
    const status = answer(one);
    return status === null
      ? Promise.reject(new TypeError("error sending request: connection refused"))
      : Promise.resolve(new Response(null, { status }));
  };
  const keyed = { name: kind, kind, origin: row.origin, keyEnv: row.keyEnv, needsKey: row.auth !== null, ...setUp };
  const place = { keyed, kind: row, isGiven: true };
  return { ...await checkCredential(place, KEY, { fetch, clock: new VirtualClock() }), asked };
}

Deno.test("a key is valid where the provider answers with it, and is sent as its header wants it", async () => {
  const openai = await checked("openai", () => 200);
  assertEquals([openai.state, openai.reason], ["valid", null]);
  assertEquals(openai.asked, [{ url: "https://api.openai.com/v1/models", key: `Bearer ${KEY.reveal()}` }]);
  const anthropic = await checked("anthropic", () => 200);
  assertEquals(anthropic.asked, [{ url: "https://api.anthropic.com/v1/models?limit=1", key: KEY.reveal() }]);
  assertEquals(anthropic.url, "https://api.anthropic.com/v1/models");
});

Deno.test("a key is refused by 401 and 403, and by Google's 400", async () => {
  assertEquals((await checked("openai", () => 401)).state, "refused");
  assertEquals((await checked("groq", () => 403)).reason, "it refuses the key (403)");
  assertEquals((await checked("gemini", () => 400)).state, "refused");
});

Deno.test("who does not answer, or fails, says nothing of the key", async () => {
  const gone = await checked("openai", () => null);
  assertEquals([gone.state, gone.httpStatus], ["unreachable", null]);
  assertEquals((await checked("openai", () => 503)).state, "unreachable");
  for (const status of [307, 404, 429]) {
    assertEquals((await checked("openai", () => status)).state, "unknown", `${status}`);
  }
});

Deno.test("where anybody is answered, it is asked once without the key", async () => {
  const open = await checked("ollama", () => 200);
  assertEquals([open.state, open.asked.map(({ key }) => key !== null)], ["unknown", [true, false]]);
  const closed = await checked("ollama", ({ key }) => key === null ? 401 : 200);
  assertEquals(closed.state, "valid");
});

Deno.test("a provider that has no cheap address is not asked", async () => {
  const none = await checked("bedrock", () => 200);
  assertEquals([none.state, none.asked], ["unknown", []]);
});

Deno.test("a key goes to the server of the instance, also where its row names another host", async () => {
  const baseUrl = "https://gateway.example/v2";
  for (const kind of ["openai", "cohere", "gemini"]) {
    const { asked } = await checked(kind, () => 200, { name: "gateway", baseUrl });
    assertEquals(asked.map(({ url }) => new URL(url).host), ["gateway.example"], kind);
  }
});
