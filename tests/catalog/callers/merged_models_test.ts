import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { mergedModels } from "../../../src/catalog/mod.ts";
import { openCatalog } from "../../../src/routing/mod.ts";
import { makeModel, tokenPrice } from "../records.ts";

const listOf = (...models: ReturnType<typeof makeModel>[]) => ({ models });

Deno.test("a row of both lists stands once, with the caller's facts, where the server's stood", () => {
  const server = [makeModel({ key: "a/x", price: tokenPrice("1", "1") }), makeModel({ key: "a/y" })];
  const own = makeModel({ key: "a/x", price: tokenPrice("0.5", "0.5") });
  const merged = mergedModels(server, [listOf(own, makeModel({ key: "a/secret" }))]);
  assertEquals(merged.map(({ record, source }) => [record.key, source]), [
    ["a/x", "both"],
    ["a/y", "server"],
    ["a/secret", "caller"],
  ]);
  assertEquals(merged[0].record.price, own.price);
});

Deno.test("a model in two providers' lists stands twice, under ids of their own", () => {
  const two = [
    makeModel({ key: "a/x", provider: "one", wireModel: "x" }),
    makeModel({ key: "a/x", provider: "two", wireModel: "a/x" }),
  ];
  assertEquals(mergedModels(two).map(({ id }) => id), ["one/x", "two/a/x"]);
});

Deno.test("merging loses nothing, adds nothing and gives each id once", () => {
  const records = fc.array(
    fc.tuple(fc.constantFrom("one", "two"), fc.constantFrom("x", "y", "z"))
      .map(([provider, slug]) => makeModel({ provider, key: `a/${slug}`, wireModel: slug })),
    { maxLength: 8 },
  );
  fc.assert(fc.property(records, records, (server, caller) => {
    const merged = mergedModels(server, [listOf(...caller)]);
    const idOf = ({ provider, wireModel }: { provider: string; wireModel: string }) => `${provider}/${wireModel}`;
    assertEquals(
      new Set(merged.map(({ id }) => id)),
      new Set([...server, ...caller].map(idOf)),
    );
    assertEquals(merged.length, new Set(merged.map(({ id }) => id)).size);
    for (const { id, source } of merged) {
      const [isServer, isCaller] = [server.some((one) => idOf(one) === id), caller.some((one) => idOf(one) === id)];
      assertEquals(source, isServer && isCaller ? "both" : isServer ? "server" : "caller");
    }
  }));
});

Deno.test("the ids of all lists that ship are different ones", async () => {
  using catalog = await openCatalog({ store: ":memory:", env: () => undefined, offline: true });
  const { models } = await catalog.models({ network: false });
  assertEquals(mergedModels(models).length, models.length);
});

Deno.test("what is declared of an endpoint stands in the place of what a list says of it, the caller's list too", () => {
  const listed = makeModel({ key: "a/x", provider: "router", wireModel: "a/x", price: tokenPrice("1", "1") });
  const declared = { ...listed, wireModel: "mine", price: null, tier: "config", declared: "a/x@router" } as const;
  const other = makeModel({ key: "a/y", provider: "router", wireModel: "a/y" });
  assertEquals(mergedModels([listed, other, declared]), [
    { id: "router/a/x", record: declared, source: "server" },
    { id: "router/a/y", record: other, source: "server" },
  ]);
  const [merged] = mergedModels([listed, other, declared], [listOf(listed)]);
  assertEquals(merged, { id: "router/a/x", record: declared, source: "both" });
});
