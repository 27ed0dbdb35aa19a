// deno-lint-ignore-file no-console
import { assert, assertEquals } from "@std/assert";
import { readEndpointList, readModelPage, readOllamaShow } from "../../../src/catalog/mod.ts";
import type { JsonObject, JsonValue, ModelPage } from "../../../src/spec/mod.ts";
import { needs } from "../../support/require.ts";
import { readJson } from "../embedded/build.ts";
import { assertSoundEndpoint, assertSoundModel } from "./invariants.ts";

const fixtures = await needs("fixtures");
const { ignore } = fixtures;

function snapshots(folder: string): string[] {
  const names = [...Deno.readDirSync(`${fixtures.get()}/${folder}`)].map(({ name }) => name);
  return names.filter((name) => !name.startsWith("_")).sort().map((name) => `${fixtures.get()}/${folder}/${name}`);
}

function dateOf(path: string): string {
  return /\d{4}-\d{2}-\d{2}/.exec(path)?.[0] ?? "2026-08-01";
}

/** Reads a page, holds all of it to the invariants, and prints what came of it. */
function checked(reader: string, page: JsonValue, path: string): ModelPage {
  const facts = { provider: reader, fetchedAt: `${dateOf(path)}T00:00:00Z` };
  const read = readModelPage(reader, page, facts);
  read.models.forEach(assertSoundModel);
  assertEquals(new Set(read.models.map(({ key }) => key)).size, read.models.length, "keys are told apart");
  const { models, skipped } = read;
  const priced = models.filter(({ price }) => price !== null).length;
  const counts = `${models.length} models, ${skipped.length} skipped, ${priced} with a price, ${
    models.length - priced
  }`;
  console.log(`${path.split("/").pop()} (${reader}): ${counts} without`);
  return read;
}

Deno.test({
  name: "every list of OpenRouter's is read whole, and a price is unknown only where there is none",
  ignore,
  async fn() {
    for (const path of snapshots("openrouter-models")) {
      const page = await readJson(path) as { data: { id: string; pricing: { prompt: string; completion: string } }[] };
      const { models, skipped } = checked("openrouter", page as unknown as JsonValue, path);
      assertEquals([models.length, skipped.length], [page.data.length, 0]);
      models.forEach(({ key, price }, i) => {
        const { id, pricing: { prompt, completion } } = page.data[i];
        assertEquals(key, id);
        const isFree = id.endsWith(":free") || id === "openrouter/free";
        const isUnknown = prompt === "-1" || (prompt === "0" && completion === "0" && !isFree);
        assertEquals(price === null, isUnknown, id);
      });
    }
  },
});

Deno.test({
  name: "every list of the other providers is read whole",
  ignore,
  async fn() {
    for (const path of snapshots("provider-models")) {
      const reader = path.split("/").pop()!.split("_")[0];
      if (path.includes("ollama_api_show")) continue;
      const page = await readJson(path);
      const { models, skipped } = checked(reader, page, path);
      assert(models.length > 0);
      assertEquals(skipped, []);
      assertEquals(Object.keys(rowsOf(page)).length >= models.length, true);
    }
  },
});

function rowsOf(page: JsonValue): JsonObject {
  const { data, models } = page as JsonObject;
  return (data ?? models ?? page) as JsonObject;
}

Deno.test({
  name: "what is quoted of other lists is read too",
  ignore,
  async fn() {
    const path = `${fixtures.get()}/provider-models/_secondary_samples.json`;
    // deno-lint-ignore no-explicit-any
    const samples = await readJson(path) as any;
    const pages: [reader: string, page: JsonValue, models: number][] = [
      ["groq", samples.groq_live_list_2026, 9],
      ["requesty", { data: [samples.requesty_v1_models_item_2026, samples.requesty_v1_models_item_2025] }, 2],
      ["lmstudio", samples.lmstudio_api_v0_models, 2],
      ["lmstudio", samples.lmstudio_v1_models, 1],
      ["together", samples.together_v1_models_item.items, 1],
      ["deepinfra", samples.deepinfra_models_list_item.items, 1],
    ];
    for (const [reader, page, count] of pages) {
      const { models, skipped } = checked(reader, page, path);
      assertEquals([models.length, skipped.length], [count, 0]);
    }
  },
});

Deno.test({
  name: "what Ollama shows of its models is read",
  ignore,
  async fn() {
    const [path] = snapshots("provider-models").filter((name) => name.includes("ollama_api_show"));
    for (const [name, show] of Object.entries(await readJson(path) as JsonObject)) {
      const { models } = checked("ollama", { models: [{ name }] }, path);
      const model = readOllamaShow(show, models[0]);
      assertSoundModel(model);
      assertEquals(model.contextTokens, 40960);
    }
  },
});

Deno.test({
  name: "every endpoint is read, but one of two that one tag stands for at two prices",
  ignore,
  async fn() {
    for (const path of snapshots("openrouter-endpoints")) {
      const page = await readJson(path);
      const facts = { provider: "openrouter", fetchedAt: `${dateOf(path)}T00:00:00Z` };
      const { endpoints, skipped } = readEndpointList(page, facts);
      endpoints.forEach(assertSoundEndpoint);
      assertEquals(new Set(endpoints.map(({ key }) => key)).size, endpoints.length);
      const unpriced = endpoints.filter(({ price }) => price === null).length;
      console.log(
        `${
          path.split("/").pop()
        }: ${endpoints.length} endpoints, ${skipped.length} skipped, ${unpriced} without a price`,
      );
      if (path.endsWith("_facts.json")) {
        assertEquals([endpoints.length, skipped.length, unpriced], [831, 1, 4]);
        assertEquals(new Set(endpoints.map(({ model }) => model)).size, 343);
      }
    }
  },
});
