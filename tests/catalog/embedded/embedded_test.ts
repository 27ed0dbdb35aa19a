import { assert, assertEquals, assertLess } from "@std/assert";
import { loadEmbeddedCatalog, loadEmbeddedEndpoints } from "../../../src/catalog/mod.ts";
import { estimateCost } from "../../../src/catalog/cost/mod.ts";
import { needs } from "../../support/require.ts";
import { assertSoundEndpoint, assertSoundModel } from "../importers/invariants.ts";
import { embeddedTexts } from "./build.ts";

const fixtures = await needs("fixtures");
const FOLDER = new URL("../../../src/catalog/embedded/", import.meta.url);
/** Together the tables are not to weigh more than this. */
const MOST_BYTES = { models: 150_000, endpoints: 200_000 };

Deno.test("the models that ship are sound, dated and of their tier", async () => {
  const { models, fetchedAt } = await loadEmbeddedCatalog();
  assertEquals([models.length, fetchedAt], [336, "2026-08-01T00:00:00Z"]);
  models.forEach(assertSoundModel);
  assert(models.every((model) => model.tier === "embedded" && model.fetchedAt === fetchedAt));
  assertEquals(models.filter(({ price }) => price === null).length, 7);
});

Deno.test("the endpoints that ship are sound, dated and of their tier", async () => {
  const { endpoints, fetchedAt } = await loadEmbeddedEndpoints();
  assertEquals([endpoints.length, fetchedAt], [831, "2026-05-18T00:00:00Z"]);
  endpoints.forEach(assertSoundEndpoint);
  assert(endpoints.every((endpoint) => endpoint.tier === "embedded" && endpoint.fetchedAt === fetchedAt));
  assert(endpoints.every(({ status, ttftMs }) => status === null && ttftMs === null), "nothing of that day");
});

Deno.test({
  name: "what ships is what the lists give, to the byte",
  ignore: fixtures.ignore,
  async fn() {
    const folder = fixtures.get();
    const texts = await embeddedTexts({
      models: `${folder}/openrouter-models/2026-08-01.json.gz`,
      endpoints: `${folder}/openrouter-endpoints/2026-05-18_endpoint_facts.json`,
    });
    for (const name of ["models", "endpoints"] as const) {
      const shipped = await Deno.readTextFile(new URL(`${name}.json`, FOLDER));
      assert(shipped === texts[name], `${name}.json is not what build.ts makes`);
      assertLess(shipped.length, MOST_BYTES[name]);
    }
  },
});

Deno.test("what ships are facts: no text is as long as a sentence", async () => {
  const [{ models }, { endpoints }] = [await loadEmbeddedCatalog(), await loadEmbeddedEndpoints()];
  const texts = new Set<string>();
  JSON.stringify([models, endpoints], (_, value) => (typeof value === "string" && texts.add(value), value));
  const long = [...texts].filter((text) => text.length > 60 || text.split(" ").length > 12);
  assertEquals(long.filter((text) => !/^[\w.:~@/-]+$/.test(text)), []);
});

Deno.test("both load without any permission", async () => {
  const script = `
    const { loadEmbeddedCatalog, loadEmbeddedEndpoints } = await import("${new URL("mod.ts", FOLDER)}");
    const all = await Promise.all([loadEmbeddedCatalog(), loadEmbeddedEndpoints()]);
    console.log(all[0].models.length, all[1].endpoints.length);`;
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    // A string that the loader can see, as in a program of the user's own.
    await Deno.writeTextFile(file, script);
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-prompt", file],
      env: { NO_COLOR: "1" },
    }).output();
    assertEquals(new TextDecoder().decode(stdout).trim(), "336 831", new TextDecoder().decode(stderr));
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("what an endpoint that ships takes for cached tokens is unknown, not its plain rate", async () => {
  const { endpoints } = await loadEmbeddedEndpoints();
  const endpoint = endpoints.find(({ key }) => key === "meta-llama/llama-3.1-8b-instruct@openrouter/groq")!;
  const usage = {
    inputTokens: 1000,
    cacheReadTokens: 0,
    cacheWriteTokens: null,
    outputTokens: 100,
    reasoningTokens: null,
  };
  const plain = estimateCost(endpoint, usage);
  assert(plain.usd !== null);
  const cached = estimateCost(endpoint, { ...usage, cacheReadTokens: 900 });
  assertEquals([cached.usd, cached.missing], [null, ["price"]]);
});
