import fc from "fast-check";
import { assertEquals } from "@std/assert";
import { type ConfigFile, mergeConfig, parseConfig } from "../../src/config/mod.ts";
import { configs } from "./_configs.ts";

const parsed = (toml: string): ConfigFile => parseConfig(toml, { path: "t.toml" });
const merge = (below: string, above: string): ConfigFile => mergeConfig(parsed(below), parsed(above));

Deno.test("merging is associative", () => {
  fc.assert(
    fc.property(configs, configs, configs, (a, b, c) => {
      assertEquals(mergeConfig(mergeConfig(a, b), c), mergeConfig(a, mergeConfig(b, c)));
    }),
  );
});

Deno.test("a file that says nothing changes nothing, on either side, nor does a file over itself", () => {
  fc.assert(
    fc.property(configs, (config) => {
      assertEquals(mergeConfig(config, {}), config);
      assertEquals(mergeConfig({}, config), config);
      assertEquals(mergeConfig(config, config), config);
    }),
  );
});

Deno.test("what two valid files say together is valid", () => {
  fc.assert(
    fc.property(configs, configs, (a, b) => {
      const merged = mergeConfig(a, b);
      for (const credential of Object.values(merged.credentials ?? {})) assertEquals(Object.keys(credential).length, 1);
      for (const endpoint of merged.endpoints ?? []) {
        assertEquals([...a.endpoints ?? [], ...b.endpoints ?? []].includes(endpoint), true);
      }
    }),
  );
});

Deno.test("tables are merged, values and lists replaced", () => {
  assertEquals(
    merge(
      '[defaults]\nmodel = "a"\nprofile = "p"\n[groups]\ng = ["a", "b"]\nh = ["c"]',
      '[defaults]\nmodel = "b"\n[groups]\ng = ["d"]',
    ),
    { version: 1, defaults: { model: "b", profile: "p" }, groups: { g: ["d"], h: ["c"] } },
  );
});

Deno.test("endpoints of the same key are replaced as a whole, where they stand; others come behind", () => {
  const below = '[[endpoints]]\nkey = "a/b@c"\ncontext_tokens = 8\n[[endpoints]]\nkey = "a/b@d"';
  const above = '[[endpoints]]\nkey = "a/b@e"\n[[endpoints]]\nkey = "a/b@c"\nquantization = "q4"';
  assertEquals(merge(below, above).endpoints, [
    { key: "a/b@c", quantization: "q4" },
    { key: "a/b@d" },
    { key: "a/b@e" },
  ]);
});

Deno.test("a credential and a parameter are one value each, though they are written as tables", () => {
  const format = (type: string) => `[models."a/b".profiles.p]\nresponse_format = ${type}\ntop_k = 3`;
  assertEquals(
    merge(
      `[credentials."a/b"]\nenv = "A"\n${format('{ type = "json_schema", name = "x", schema = {} }')}`,
      `[credentials."a/b"]\nfile = "/k"\n${format('{ type = "json" }')}`,
    ),
    {
      version: 1,
      credentials: { "a/b": { file: "/k" } },
      models: { "a/b": { profiles: { p: { response_format: { type: "json" }, top_k: 3 } } } },
    },
  );
});

Deno.test("a provider's own fields are merged key by key", () => {
  assertEquals(
    merge("[parameters.extra]\na = { b = 1, c = 2 }", "[parameters.extra]\na = { c = 3 }").parameters,
    { extra: { a: { b: 1, c: 3 } } },
  );
});

Deno.test("a key that is meant for one server does not come along to another one", () => {
  const mine = '[providers.openai]\ncredential = "openai/work"\nbase_url = "https://a.test"\nwire = "x"';
  const moved = '[providers.openai]\nbase_url = "https://b.test"';
  assertEquals(merge(mine, moved).providers, { openai: { base_url: "https://b.test", wire: "x" } });
  assertEquals(merge(mine, `${moved}\ncredential = "openai/x"`).providers?.openai.credential, "openai/x");
  assertEquals(merge(moved, mine).providers?.openai.credential, "openai/work");
  assertEquals(merge(mine, "[providers.openai]\nenabled = false").providers?.openai.credential, "openai/work");
});

Deno.test("wherever parameters stand, one that is a table is replaced as a whole", () => {
  for (const section of ["parameters", "profiles.p", 'models."a/b".parameters', "providers.x.parameters"]) {
    const text = (format: string) => `[${section}]\nresponse_format = ${format}`;
    const above = text('{ type = "json" }');
    assertEquals(merge(text('{ type = "json_schema", name = "x", schema = {} }'), above), parsed(above), section);
  }
});
