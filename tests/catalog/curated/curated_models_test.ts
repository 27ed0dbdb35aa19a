import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import { curatedModels, loadEmbeddedCatalog, readModelPage } from "../../../src/catalog/mod.ts";
import type { ModelRecord } from "../../../src/spec/mod.ts";
import { needs } from "../../support/require.ts";
import { readJson } from "../embedded/build.ts";

const fixtures = await needs("fixtures");

/** The models of the newest list that there is. */
async function newestList(): Promise<{ date: string; byKey: ReadonlyMap<string, ModelRecord> }> {
  const folder = `${fixtures.get()}/openrouter-models`;
  const newest = [...Deno.readDirSync(folder)].map(({ name }) => name).sort().at(-1)!;
  const date = newest.slice(0, 10);
  const facts = { provider: "openrouter", fetchedAt: `${date}T00:00:00Z` };
  const { models } = readModelPage("openrouter", await readJson(`${folder}/${newest}`), facts);
  return { date, byKey: new Map(models.map((model) => [model.key, model])) };
}

Deno.test("30 to 60 models are proposed, each once", () => {
  const keys = curatedModels().map(({ key }) => key);
  assert(keys.length >= 30 && keys.length <= 60, `${keys.length} are`);
  assertEquals(new Set(keys).size, keys.length);
});

Deno.test("each stands in the family that its key begins with", () => {
  for (const { key, family } of curatedModels()) assert(key.startsWith(family), key);
});

Deno.test("each family has one for every day, and the large ones a flagship and a cheap one", () => {
  const roles = Map.groupBy(curatedModels(), ({ key }) => key.split("/")[0]);
  for (const [author, models] of roles) {
    const names = new Set(models.map(({ role }) => role));
    assert(names.has("workhorse") || models.length < 3, `${author} has none for every day`);
    if (models.length >= 4) assert(names.has("flagship") && names.has("economical"), author);
  }
});

Deno.test({
  name: "each is in the newest list, with a price and a context, not about to go, and can do what it is chosen for",
  ignore: fixtures.ignore,
  async fn() {
    const { byKey } = await newestList();
    for (const { key, openWeights, strengths } of curatedModels()) {
      const model = byKey.get(key);
      assert(model !== undefined, `${key} is gone`);
      assertEquals([model.kind, model.expiresOn, model.deprecated, model.aliasOf], ["chat", null, false, null], key);
      assert(model.price !== null, `${key} has no price`);
      assertGreaterOrEqual(model.contextTokens ?? 0, 100_000, key);
      assertEquals("hugging_face_id" in model.extra, openWeights, `${key}: open weights`);
      for (const strength of strengths) assertEquals(model.capabilities[strength], "yes", `${key}: ${strength}`);
    }
  },
});

Deno.test({
  name: "within a family the cheap ones cost less than those for every day, and those less than the flagship",
  ignore: fixtures.ignore,
  async fn() {
    const { byKey } = await newestList();
    const costOf = (key: string) => {
      const price = byKey.get(key)?.price;
      return price?.kind === "tokens" ? Number(price.inputUsd) + Number(price.outputUsd) : NaN;
    };
    for (const [family, models] of Map.groupBy(curatedModels(), (model) => model.family)) {
      const costs = (role: string) => models.filter((model) => model.role === role).map(({ key }) => costOf(key));
      assert(Math.max(...costs("economical")) <= Math.min(...costs("flagship")), family);
      const [cheapest] = costs("economical").sort((a, b) => a - b);
      assert(cheapest === undefined || cheapest <= Math.min(...costs("workhorse")), family);
    }
  },
});

Deno.test("each ships with the embedded catalog", async () => {
  const { models } = await loadEmbeddedCatalog();
  const keys = new Set(models.map(({ key }) => key));
  assertEquals(curatedModels().filter(({ key }) => !keys.has(key)), []);
});
