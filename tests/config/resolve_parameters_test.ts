import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  mergeParameters,
  type ParameterLayer,
  type ParameterLevel,
  type ParameterTable,
  resolveParameters,
} from "../../src/config/mod.ts";
import type { ChatParameters, JsonValue } from "../../src/spec/mod.ts";
import { arbitraryLayers, arbitraryTable } from "./arbitrary_layers.ts";

const FIELDS: { readonly [name: string]: keyof ChatParameters } = {
  temperature: "temperature",
  top_p: "topP",
  max_tokens: "maxTokens",
  stop: "stop",
};

const table = (set: ChatParameters, unset: readonly string[] = []): ParameterTable => ({ set, unset });
const layer = (from: ParameterLevel, ...given: Parameters<typeof table>): ParameterLayer => ({
  from,
  table: table(...given),
  where: (name) => `${from}:${name}`,
});

/** What stands at a name in a request. */
function at(parameters: ChatParameters, name: string): JsonValue | undefined {
  const keys = name in FIELDS ? [FIELDS[name]] : name.split(".");
  return keys.reduce<unknown>((value, key) => (value as { [key: string]: unknown } | undefined)?.[key], parameters) as
    | JsonValue
    | undefined;
}

Deno.test("a value of a stronger layer takes the place of a weaker one's", () => {
  const { parameters, origins } = resolveParameters([
    layer("global", { temperature: 0.1, maxTokens: 5 }),
    layer("model", { temperature: 0.2 }),
    layer("request", { temperature: 0.3 }),
  ]);
  assertEquals(parameters, { temperature: 0.3, maxTokens: 5 });
  assertEquals(origins, [
    { parameter: "max_tokens", from: "global", where: "global:max_tokens", value: 5, overridden: [] },
    {
      parameter: "temperature",
      from: "request",
      where: "request:temperature",
      value: 0.3,
      overridden: [
        { from: "model", where: "model:temperature", value: 0.2 },
        { from: "global", where: "global:temperature", value: 0.1 },
      ],
    },
  ]);
});

Deno.test("tables under extra are merged key by key, each with an origin of its own", () => {
  const { parameters, origins } = resolveParameters([
    layer("global", { extra: { provider: { sort: "price", zdr: true }, user: "a" } }),
    layer("profile", { extra: { provider: { sort: "latency" } } }),
  ]);
  assertEquals(parameters, { extra: { provider: { sort: "latency", zdr: true }, user: "a" } });
  assertEquals(origins.map(({ parameter, from }) => [parameter, from]), [
    ["extra.provider.sort", "profile"],
    ["extra.provider.zdr", "global"],
    ["extra.user", "global"],
  ]);
});

Deno.test("lists are values: the stronger one stands alone", () => {
  assertEquals(mergeParameters([table({ stop: ["a", "b"] }), table({ stop: ["c"] })]), { stop: ["c"] });
  assertEquals(mergeParameters([table({ extra: { a: [1] } }), table({ extra: { a: [2] } })]), { extra: { a: [2] } });
});

Deno.test("what is unset is not inherited, and a stronger layer can give it again", () => {
  const layers = [layer("global", { temperature: 0.1 }), layer("model", {}, ["temperature"])];
  const { parameters, origins } = resolveParameters(layers);
  assertEquals(parameters, {});
  assertEquals(origins, [{
    parameter: "temperature",
    from: "model",
    where: "model:temperature",
    value: null,
    overridden: [{ from: "global", where: "global:temperature", value: 0.1 }],
  }]);
  assertEquals(resolveParameters([...layers, layer("request", { temperature: 1 })]).parameters, { temperature: 1 });
});

Deno.test("fields of extra are unset one by one or all together, and an empty table goes", () => {
  const below = table({ extra: { provider: { sort: "price" }, user: "a" } });
  assertEquals(mergeParameters([below, table({}, ["extra.provider.sort"])]), { extra: { user: "a" } });
  assertEquals(mergeParameters([below, table({}, ["extra.provider"])]), { extra: { user: "a" } });
  assertEquals(mergeParameters([below, table({}, ["extra"])]), {});
  assertEquals(mergeParameters([below, table({ extra: { b: 1 } }, ["extra"])]), { extra: { b: 1 } });
  assertEquals(mergeParameters([below, table({}, ["extra.user.name"])]), below.set);
});

Deno.test("a value in the place of a table says that it has overridden what was in it", () => {
  const { parameters, origins } = resolveParameters([
    layer("global", { extra: { a: { b: 1 } } }),
    layer("request", { extra: { a: 2 } }),
  ]);
  assertEquals(parameters, { extra: { a: 2 } });
  assertEquals(origins.map(({ parameter, value }) => [parameter, value]), [["extra.a", 2], ["extra.a.b", null]]);
});

Deno.test("a null in extra is a value, which an empty table over it leaves where it is", () => {
  const { parameters, origins } = resolveParameters([
    layer("global", { extra: { a: { b: null } } }),
    layer("request", { extra: { a: {} } }),
  ]);
  assertEquals(parameters, { extra: { a: { b: null } } });
  assertEquals(origins.map(({ parameter, from }) => [parameter, from]), [["extra.a.b", "global"]]);
});

Deno.test("a key named __proto__ is a key", () => {
  const evil = JSON.parse('{ "a": { "__proto__": { "polluted": 1 } } }');
  const merged = mergeParameters([table({ extra: { a: { b: 1 } } }), table({ extra: evil })]);
  assertEquals(JSON.stringify(merged), '{"extra":{"a":{"b":1,"__proto__":{"polluted":1}}}}');
  assertEquals(({} as { polluted?: number }).polluted, undefined);
});

Deno.test("the strongest layer that speaks of a parameter decides it", () => {
  fc.assert(fc.property(arbitraryLayers, (layers) => {
    const { parameters } = resolveParameters(layers);
    for (const [name, field] of Object.entries(FIELDS)) {
      const last = layers.findLast(({ table }) => table.set[field] !== undefined || table.unset.includes(name));
      assertEquals(parameters[field], last?.table.set[field], name);
    }
  }));
});

Deno.test("an origin names the layer that gives the value, and every value has one", () => {
  fc.assert(fc.property(arbitraryLayers, (layers) => {
    const { parameters, origins } = resolveParameters(layers);
    for (const { parameter, value, where, from } of origins) {
      const source = layers.find((layer) => layer.where("") === where)!;
      assertEquals(from, source.from);
      if (value !== null) {
        assertEquals(at(parameters, parameter), value, parameter);
        assertEquals(at(source.table.set, parameter), value, parameter);
      }
    }
    for (const name of Object.keys(FIELDS)) {
      const origin = origins.find(({ parameter }) => parameter === name);
      assertEquals(origin?.value ?? null, at(parameters, name) ?? null, name);
    }
  }));
});

Deno.test("layers that say nothing change nothing", () => {
  const empty: ParameterLayer = layer("model", {});
  fc.assert(fc.property(arbitraryLayers, fc.nat(6), (layers, where) => {
    assertEquals(resolveParameters(layers.toSpliced(where, 0, empty)), resolveParameters(layers));
  }));
});

Deno.test("weaker layers can be merged first, and a layer over itself changes nothing", () => {
  const plain = arbitraryTable.map(({ set }) => table(set));
  fc.assert(fc.property(plain, plain, plain, (a, b, c) => {
    assertEquals(mergeParameters([table(mergeParameters([a, b])), c]), mergeParameters([a, b, c]));
    assertEquals(mergeParameters([a, a]), mergeParameters([a]));
  }));
});

Deno.test("what layers say is left as it is", () => {
  fc.assert(fc.property(arbitraryLayers, (layers) => {
    const before = JSON.stringify(layers.map(({ table }) => table));
    resolveParameters(layers);
    assert(JSON.stringify(layers.map(({ table }) => table)) === before);
  }));
});

Deno.test("to unset what is not there leaves a table as it is, empty or not", () => {
  const below = table({ extra: { a: {} } });
  assertEquals(mergeParameters([below, table({}, ["extra.a.b"])]), { extra: { a: {} } });
});

Deno.test("a layer that unsets a parameter and gives it anew has overridden it once", () => {
  const { origins: [{ value, overridden }] } = resolveParameters([
    layer("global", { temperature: 0.1 }),
    layer("model", { temperature: 0.2 }, ["temperature"]),
  ]);
  assertEquals([value, overridden.map(({ from }) => from)], [0.2, ["global"]]);
});
