import { assert, assertEquals } from "@std/assert";
import { type IdMigration, migrationsBetween, ModelIds, type ModelResolution } from "../../../src/catalog/ids/mod.ts";
import { shippedMigrations } from "../../../src/catalog/ids/_shipped_migrations.ts";
import { makeModel, tokenPrice } from "../records.ts";

const LIST = [
  makeModel({ key: "deepseek/deepseek-r1-0528", aliases: ["deepseek/r1-20250528"], price: tokenPrice("0.1", "0.2") }),
  makeModel({ key: "deepseek/deepseek-r1-0528:free", aliases: ["deepseek/r1-20250528"], price: tokenPrice("0", "0") }),
  makeModel({ key: "nvidia/nemotron-9b:free", aliases: ["nvidia/nemotron-9b"] }),
  makeModel({ key: "openai/gpt-4o", wireModel: "gpt-4o", provider: "openai" }),
  makeModel({ key: "openai/gpt-4o" }),
  makeModel({ key: "openai/gpt-4o-mini" }),
  makeModel({ key: "openai/gpt-4.1" }),
  makeModel({ key: "~openai/gpt-latest", aliasOf: "openai/gpt-4.1" }),
];

const found = (resolution: ModelResolution) => resolution.kind === "gone" ? null : resolution.key;

Deno.test("an id that is listed is found in every list that has it", () => {
  const resolution = new ModelIds(LIST).resolve("openai/gpt-4o");
  assert(resolution.kind === "found");
  assertEquals(resolution.records.map(({ provider }) => provider), ["openai", "openrouter"]);
});

Deno.test("what only a request adds does not hide a model", () => {
  const resolution = new ModelIds(LIST).resolve("openai/gpt-4o:nitro");
  assert(resolution.kind === "found");
  assertEquals([resolution.key, resolution.suffixes], ["openai/gpt-4o", ["nitro"]]);
});

Deno.test("a dated name means the priced model, and its free variant only with the variant", () => {
  const ids = new ModelIds(LIST);
  assertEquals(found(ids.resolve("deepseek/r1-20250528")), "deepseek/deepseek-r1-0528");
  assertEquals(found(ids.resolve("deepseek/r1-20250528:free")), "deepseek/deepseek-r1-0528:free");
  assertEquals(found(ids.resolve("deepseek/r1-20250528:thinking")), null);
});

Deno.test("a model is never found by the name of its free variant alone", () => {
  assertEquals(found(new ModelIds(LIST).resolve("nvidia/nemotron-9b")), null);
});

Deno.test("a longer or a shorter name is another model", () => {
  const ids = new ModelIds(LIST);
  for (const id of ["openai/gpt-4", "openai/gpt-4o-mini-2024-07-18", "openai/gpt-4o-2024"]) {
    assertEquals(ids.resolve(id).kind, "gone", id);
  }
});

Deno.test("a provider's own name for a model is found, and one that several models have is not", () => {
  assertEquals(found(new ModelIds(LIST).resolve("gpt-4o")), "openai/gpt-4o");
  const two = [makeModel({ key: "a/x", wireModel: "x" }), makeModel({ key: "b/x", wireModel: "x" })];
  assertEquals(found(new ModelIds(two).resolve("x")), null);
});

Deno.test("a local server's name with a tag is found", () => {
  const local = makeModel({ key: "ollama/llama3.2:3b", wireModel: "llama3.2:3b", provider: "ollama" });
  assertEquals(found(new ModelIds([local]).resolve("llama3.2:3b")), "ollama/llama3.2:3b");
});

Deno.test("a floating name is a record of its own that names its target", () => {
  const resolution = new ModelIds(LIST).resolve("~openai/gpt-latest");
  assert(resolution.kind === "found");
  assertEquals(resolution.records[0].aliasOf, "openai/gpt-4.1");
});

Deno.test("the same model under a new name is found there, with how that came", () => {
  const renamed: IdMigration = {
    from: "openai/old",
    to: "openai/older",
    mode: "automatic",
    reason: "renamed",
    source: "list",
  };
  const again: IdMigration = { ...renamed, from: "openai/older", to: "openai/gpt-4.1", reason: "moved" };
  const resolution = new ModelIds(LIST, [renamed, again]).resolve("openai/old:online");
  assert(resolution.kind === "migrated");
  assertEquals([resolution.key, resolution.suffixes], ["openai/gpt-4.1", ["online"]]);
  assertEquals([resolution.migration.from, resolution.migration.to], ["openai/old", "openai/gpt-4.1"]);
});

Deno.test("another model is proposed and not taken, also behind a rename", () => {
  const renamed: IdMigration = { from: "a/one", to: "a/two", mode: "automatic", reason: "renamed", source: "list" };
  const replaced: IdMigration = {
    from: "a/two",
    to: "openai/gpt-4o",
    mode: "asked",
    reason: "replaced",
    source: "list",
  };
  const resolution = new ModelIds(LIST, [renamed, replaced]).resolve("a/one");
  assert(resolution.kind === "gone");
  assertEquals([resolution.replacement?.to, resolution.replacement?.mode], ["openai/gpt-4o", "asked"]);
  assertEquals(resolution.suggestions[0], "openai/gpt-4o");
});

Deno.test("a variant that is gone proposes the model, which has another price", () => {
  const resolution = new ModelIds(LIST).resolve("openai/gpt-4.1:free");
  assert(resolution.kind === "gone");
  assertEquals(resolution.replacement, {
    from: "openai/gpt-4.1:free",
    to: "openai/gpt-4.1",
    mode: "asked",
    reason: "variant gone",
    source: "list",
  });
});

Deno.test("migrations in a circle end", () => {
  const step = (from: string, to: string): IdMigration => ({
    from,
    to,
    mode: "automatic",
    reason: "renamed",
    source: "user",
  });
  assertEquals(new ModelIds(LIST, [step("a/x", "a/y"), step("a/y", "a/x")]).resolve("a/x").kind, "gone");
});

Deno.test("a mistyped id suggests the near ones, and nonsense suggests nothing", () => {
  const suggestions = (id: string) => {
    const resolution = new ModelIds(LIST).resolve(id);
    return resolution.kind === "gone" ? resolution.suggestions : [];
  };
  assertEquals(suggestions("openai/gtp-4o-mini")[0], "openai/gpt-4o-mini");
  assertEquals(suggestions("gpt4o-mini")[0], "openai/gpt-4o-mini");
  const ids = new ModelIds(["a/xyz-9", "a/xyz-12", "a/xyz-11", "a/xyz-10"].map((key) => makeModel({ key })));
  const near = ids.resolve("a/xyz");
  assertEquals(near.kind === "gone" && near.suggestions, ["a/xyz-9", "a/xyz-10", "a/xyz-11"]);
  assertEquals(suggestions("zzzzqqqq"), []);
  assertEquals(suggestions(""), []);
});

Deno.test("every replacement that ships leads from its id, without a circle", () => {
  const table = shippedMigrations();
  assertEquals(new Set(table.map(({ from, mode }) => `${from} ${mode}`)).size, table.length);
  for (const { from, to } of table) assert(from !== to);
});

Deno.test("the next list tells of a rename by the exact names that both have", () => {
  const older = [makeModel({ key: "qwen/q-2.5", aliases: ["qwen/q2.5-0101"] }), makeModel({ key: "qwen/gone" })];
  const newer = [makeModel({ key: "qwen/q2.5", aliases: ["qwen/q2.5-0101"] })];
  assertEquals(migrationsBetween(older, newer), [
    { from: "qwen/q-2.5", to: "qwen/q2.5", mode: "automatic", reason: "renamed", source: "list" },
  ]);
});

Deno.test("another author of the same model is a move", () => {
  const older = [makeModel({ key: "thudm/glm-4", aliases: ["thudm/glm-4-0414"] })];
  const newer = [makeModel({ key: "z-ai/glm-4", aliases: ["thudm/glm-4-0414"] })];
  assertEquals(migrationsBetween(older, newer)[0].reason, "moved");
});

Deno.test("a free variant that is gone did not become the priced model, nor the other way round", () => {
  const free = makeModel({ key: "a/x:free", aliases: ["a/x-1"] });
  const paid = makeModel({ key: "a/x", aliases: ["a/x-1"] });
  assertEquals(migrationsBetween([free], [paid]), []);
  assertEquals(migrationsBetween([paid], [free]), []);
});

Deno.test("an id whose list named its successor is replaced, to be asked", () => {
  const older = [makeModel({ key: "mistral/old", replacedBy: "new-latest" })];
  const newer = [
    makeModel({ key: "mistral/other", wireModel: "other" }),
    makeModel({ key: "mistral/new", wireModel: "new", aliases: ["new-latest"] }),
  ];
  const migrations: IdMigration[] = [
    { from: "mistral/old", to: "mistral/new", mode: "asked", reason: "replaced", source: "list" },
  ];
  assertEquals(migrationsBetween(older, newer), migrations);
  for (const replacedBy of ["new", "mistral/new"]) {
    assertEquals(migrationsBetween([{ ...older[0], replacedBy }], newer), migrations);
  }
  assertEquals(migrationsBetween([{ ...older[0], replacedBy: "newest" }], newer), []);
});

Deno.test("an exact name that several new ids share tells nothing", () => {
  const older = [makeModel({ key: "a/x", aliases: ["a/x-1"] })];
  const newer = ["a/y", "a/z"].map((key) => makeModel({ key, aliases: ["a/x-1"] }));
  assertEquals(migrationsBetween(older, newer), []);
});
