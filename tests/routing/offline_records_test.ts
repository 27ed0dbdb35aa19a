import { assertEquals } from "@std/assert";
import { endpointOf, type EndpointOptions, findProvider } from "../../src/provider/mod.ts";
import { offlineRecords } from "../../src/routing/mod.ts";
import type { Endpoint, EndpointRecord } from "../../src/spec/mod.ts";
import { tempDir } from "../support/temp_dir.ts";

const NOTHING = () => undefined;

function at(provider: string, model: string, options: Partial<EndpointOptions> = {}): Endpoint {
  return endpointOf(findProvider(provider), { model, ...options });
}

async function recordOf(endpoint: Endpoint): Promise<EndpointRecord | null> {
  return (await offlineRecords([endpoint], { store: ":memory:", env: NOTHING })).get(endpoint.key) ?? null;
}

Deno.test("a model's own author is known without a list of its own", async () => {
  const record = await recordOf(at("openai", "openai/gpt-4o-mini"));
  assertEquals([record?.key, record?.contextTokens, record?.maxOutputTokens, record?.capabilities.tools], [
    "openai/gpt-4o-mini@openai",
    128_000,
    16_384,
    "yes",
  ]);
});

Deno.test("one endpoint behind a router is known by its tag, and an unknown tag is not", async () => {
  const bedrock = await recordOf(at("openrouter", "anthropic/claude-sonnet-4.5", { tag: "amazon-bedrock" }));
  const vertex = await recordOf(at("openrouter", "anthropic/claude-sonnet-4.5", { tag: "google-vertex/global" }));
  assertEquals([bedrock?.capabilities.json, vertex?.capabilities.json], ["yes", "no"]);
  assertEquals(await recordOf(at("openrouter", "anthropic/claude-sonnet-4.5", { tag: "nowhere" })), null);
});

Deno.test("what one endpoint of a router can do is not held against the router", async () => {
  const record = await recordOf(at("openrouter", "anthropic/claude-sonnet-4.5"));
  assertEquals([record?.key, record?.tag, record?.price], ["anthropic/claude-sonnet-4.5@openrouter", null, null]);
  assertEquals([record?.capabilities.json, record?.capabilities.seed], ["uncertain", "no"]);
  const narrow = await recordOf(at("openrouter", "anthropic/claude-sonnet-4.5", { tag: "google-vertex/global" }));
  for (const name of narrow!.parameters!) assertEquals(record!.parameters!.includes(name), true, name);
});

Deno.test("a server elsewhere is not its provider's, whatever it is called", async () => {
  assertEquals(await recordOf(at("openai", "openai/gpt-4o-mini", { baseUrl: "http://127.0.0.1:8080/v1" })), null);
  assertEquals(await recordOf({ ...at("openai", "openai/gpt-4o-mini"), provider: "mine" }), null);
});

Deno.test("a provider under another name is what its kind is", async () => {
  const work = { ...at("openai", "openai/gpt-4o-mini"), key: "openai/gpt-4o-mini@work", provider: "work" };
  const record = await recordOf({ ...work, kind: "openai" });
  assertEquals([record?.key, record?.provider, record?.maxOutputTokens], [work.key, "work", 16_384]);
});

Deno.test("another name of the model than lists have tells nothing of it", async () => {
  assertEquals(await recordOf(at("openai", "openai/gpt-4o-mini", { wireModel: "ft:gpt-4o-mini:me" })), null);
  assertEquals(await recordOf(at("openrouter", "openai/gpt-4o-mini", { wireModel: "openai/gpt-5" })), null);
  assertEquals(await recordOf(at("openai", "xyz/zzz")), null);
});

Deno.test("a model that is made for text alone takes no images at any endpoint", async () => {
  const model = "meta-llama/llama-3.3-70b-instruct";
  assertEquals((await recordOf(at("groq", model)))?.capabilities.images, "no");
  assertEquals((await recordOf(at("openai", "openai/gpt-4o-mini")))?.capabilities.images, "uncertain");
});

Deno.test("no file is made where there is none", async () => {
  using dir = tempDir();
  const env = (name: string) => name === "TAPEDECK_CATALOG" ? `${dir.path}/catalog.sqlite` : undefined;
  const endpoint = at("openai", "openai/gpt-4o-mini");
  assertEquals((await offlineRecords([endpoint], { env })).size, 1);
  assertEquals([...Deno.readDirSync(dir.path)], []);
});
