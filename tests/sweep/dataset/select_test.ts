import fc from "fast-check";
import { join } from "node:path";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import type { JsonValue } from "../../../src/spec/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { datasetOf, idsOf, questionsOf } from "./_datasets.ts";

const itemsOf = (count: number) => Array.from({ length: count }, (_, i) => ({ prompt: `p${i}`, kind: "abc"[i % 3] }));
const idsWith = async (prompts: object) => idsOf((await datasetOf(prompts, { folder: "." })).samples);

Deno.test("a sample has the rows that it should, in their order, and a larger one has all of a smaller one", async () => {
  await fc.assert(fc.asyncProperty(
    fc.integer({ min: 1, max: 60 }),
    fc.integer({ min: 1, max: 60 }),
    fc.oneof(fc.nat(), fc.string({ minLength: 1 })),
    async (rows, count, seed) => {
      const items = itemsOf(rows);
      const some = await idsWith({ items, sample: { count, seed } });
      assertEquals(some.length, Math.min(rows, count));
      assertEquals(some, some.toSorted((a, b) => Number(a) - Number(b)));
      const more = new Set(await idsWith({ items, sample: { count: count + 1, seed } }));
      assert(some.every((id) => more.has(id)));
      // One row more in the file puts at most one other out.
      const grown = await idsWith({ items: itemsOf(rows + 1), sample: { count, seed } });
      assert(some.filter((id) => !grown.includes(id)).length <= 1);
      const share = await idsWith({ items, sample: { fraction: 0.5, seed } }).catch(() => []);
      assertEquals(share.length, Math.round(rows / 2));
    },
  ));
});

Deno.test("the algorithm is pinned, so that every machine and every version draws the same", async () => {
  assertEquals(await idsWith({ items: itemsOf(100), sample: { count: 5, seed: 7 } }), PINNED_SAMPLE);
  assertEquals(await idsWith({ items: itemsOf(10), shuffle: 7 }), PINNED_SHUFFLE);
});

Deno.test("each row is as likely to be drawn as any other", async () => {
  const hits = new Array(20).fill(0);
  for (let seed = 0; seed < 400; seed++) {
    for (const id of await idsWith({ items: itemsOf(20), sample: { count: 5, seed } })) hits[Number(id) - 1]++;
  }
  // 100 are expected, with a standard deviation below 9.
  assert(hits.every((count) => count > 60 && count < 140), String(hits));
});

Deno.test("strata have their shares, to within one", async () => {
  await fc.assert(fc.asyncProperty(
    fc.array(fc.constantFrom("a", "b", "c", null), { minLength: 1, maxLength: 80 }),
    fc.integer({ min: 1, max: 80 }),
    async (kinds, count) => {
      const items = kinds.map((kind, i) => ({ prompt: `p${i}`, meta: kind === null ? {} : { kind } }));
      const ids = await idsWith({ items, sample: { count, seed: 1, stratify_by: "meta.kind" } });
      const most = Math.min(count, kinds.length);
      assertEquals(ids.length, most);
      for (const kind of new Set(kinds)) {
        const share = most * kinds.filter((one) => one === kind).length / kinds.length;
        const taken = ids.filter((id) => kinds[Number(id) - 1] === kind).length;
        assert(Math.abs(taken - share) < 1, `${kind}: ${taken} of ${share}`);
      }
    },
  ));
});

Deno.test("a shuffle has every row once, and offset and limit cut what is left", async () => {
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.nat(10), fc.nat(), async (rows, cut, seed) => {
    const items = itemsOf(rows);
    const all = await idsWith({ items, shuffle: seed });
    assertEquals(all.toSorted((a, b) => Number(a) - Number(b)), items.map((_, i) => String(i + 1)));
    for (const order of [{}, { shuffle: seed }]) {
      const whole = await idsWith({ items, ...order });
      const part = await idsWith({ items, ...order, offset: cut, limit: 3 }).catch(() => []);
      assertEquals(part, whole.slice(cut, cut + 3));
    }
  }));
});

Deno.test("which twin a sample is does not depend on a shuffle, and what is left out does not count", async () => {
  const items = [{ id: "a", prompt: "x" }, { id: "b", prompt: "x" }, { id: "c", prompt: "y" }, {
    id: "d",
    prompt: "x",
  }];
  const twins = async (prompts: object) =>
    Object.fromEntries(
      Array.from((await datasetOf({ items, ...prompts }, { folder: "." })).samples, ({ id, twin }) => [id, twin]),
    );
  assertEquals(await twins({}), { a: 1, b: 2, c: 1, d: 3 });
  assertEquals(await twins({ shuffle: 3 }), await twins({}));
  assertEquals(await twins({ where: { id: { not: "a" } } }), { b: 1, c: 1, d: 2 });
});

Deno.test("what is beyond the limit is not even read", async () => {
  using dir = tempDir();
  await Deno.writeTextFile(join(dir.path, "a.jsonl"), '{"prompt":"a"}\n{"prompt":"b"}\nno JSON\n');
  const { samples, dataset } = await datasetOf('file = "a.jsonl"\nlimit = 2', { folder: dir.path });
  assertEquals(questionsOf(samples), ["a", "b"]);
  assertEquals([dataset.rows, dataset.kept, dataset.samples], [2, 2, 2]);
  await assertRejects(
    () => datasetOf('file = "a.jsonl"\nlimit = 3', { folder: dir.path }),
    UserError,
    "not valid JSON",
  );
});

Deno.test("the counts say what each step has left", async () => {
  const items = itemsOf(30);
  const { dataset } = await datasetOf({ items, where: { kind: "a" }, sample: { count: 4 }, limit: 3 }, { folder: "." });
  assertEquals(dataset, { files: [], rows: 30, kept: 10, samples: 3 });
});

const SCALAR = fc.oneof(fc.constantFrom("a", "b", "ab", ""), fc.integer({ min: -3, max: 3 }), fc.boolean());
const CELL: fc.Arbitrary<JsonValue> = fc.oneof(SCALAR, fc.constant(null), fc.array(SCALAR, { maxLength: 3 }));
const FIELDS = fc.record({ x: CELL, y: CELL, meta: fc.record({ z: CELL }) }, { requiredKeys: [] });
const typeOf = (value: unknown) => value === null ? "null" : typeof value;
const compared = (wanted: unknown, holds: (a: never, b: never) => boolean) => (value: JsonValue) =>
  typeOf(value) === typeOf(wanted) && holds(value as never, wanted as never);

/** Conditions with what they should mean, written apart from the code. */
const CONDITION: fc.Arbitrary<{ raw: unknown; holds: (value: JsonValue) => boolean }> = fc.oneof(
  SCALAR.map((raw) => ({ raw, holds: (value: JsonValue) => value === raw })),
  fc.array(SCALAR, { minLength: 1, maxLength: 3 }).map((raw) => ({
    raw: raw as unknown,
    holds: (value: JsonValue) => raw.some((one) => one === value),
  })),
  fc.tuple(
    fc.constantFrom("above", "below", "at_least", "at_most"),
    fc.oneof(fc.constantFrom("a", "ab"), fc.integer({ min: -2, max: 2 })),
  ).map(([name, wanted]) => ({
    raw: { [name]: wanted } as unknown,
    holds: compared(
      wanted,
      {
        above: (a: number, b: number) => a > b,
        below: (a: number, b: number) => a < b,
        at_least: (a: number, b: number) => a >= b,
        at_most: (a: number, b: number) => a <= b,
      }[name]! as (a: never, b: never) => boolean,
    ),
  })),
  SCALAR.map((raw) => ({ raw: { not: raw } as unknown, holds: (value: JsonValue) => value !== raw })),
  fc.boolean().map((wanted) => ({
    raw: { null: wanted } as unknown,
    holds: (value: JsonValue) => (value === null) === wanted,
  })),
  fc.constantFrom("a*", "?", "*b", "*").map((glob) => ({
    raw: { glob } as unknown,
    holds: (value: JsonValue) =>
      typeof value === "string" &&
      ({ "a*": value.startsWith("a"), "?": value.length === 1, "*b": value.endsWith("b"), "*": true }[glob]!),
  })),
  fc.constantFrom("a", "b").map((wanted) => ({
    raw: { contains: wanted } as unknown,
    holds: (value: JsonValue) => (typeof value === "string" || Array.isArray(value)) && value.includes(wanted),
  })),
);

Deno.test("where keeps what a plain filter keeps", async () => {
  const where = fc.record({ x: CONDITION, y: CONDITION, z: CONDITION }, { requiredKeys: [] });
  await fc.assert(fc.asyncProperty(fc.array(FIELDS, { minLength: 1 }), where, async (rows, { x, y, z }) => {
    // A last row has every field, so that none is unknown.
    const items = [...rows, { x: "a", y: "a", meta: { z: "a" } }].map((row) => ({ prompt: "p", ...row }));
    const conditions = {
      ...(x === undefined ? {} : { x: x.raw }),
      ...(y === undefined ? {} : { y: y.raw }),
      ...(z === undefined ? {} : { meta: { z: z.raw } }),
    };
    const valueOf = (value: JsonValue | undefined) => value === undefined ? null : value;
    const expected = items.flatMap((row, i) =>
      (x?.holds(valueOf(row.x)) ?? true) && (y?.holds(valueOf(row.y)) ?? true) &&
        (z?.holds(valueOf(row.meta?.z)) ?? true)
        ? [String(i + 1)]
        : []
    );
    const found = await idsWith({ items, where: conditions }).catch((error) => {
      if (error.message.includes("keeps none")) return [];
      throw error;
    });
    assertEquals(found, expected);
  }));
});

Deno.test("the cells of CSV are text until types say what they stand for", async () => {
  using dir = tempDir();
  const path = join(dir.path, "a.csv");
  await Deno.writeTextFile(path, 'id,prompt,n,ok,tags\na,x,3,yes,"[""t""]"\nb,y,,no,\nc,z,10,true,[]\n');
  const refused = await assertRejects(
    () => datasetOf('file = "a.csv"\nwhere = { n = { above = 2 } }', { folder: dir.path }),
    UserError,
  );
  assert(refused.message.includes('say prompts.types.n = "number"'), refused.message);
  const typed = 'file = "a.csv"\ntypes = { n = "integer", ok = "boolean", tags = "json" }\n';
  for (const mostInMemory of [0, 1000]) {
    const { samples } = await datasetOf(`${typed}where = { n = { above = 2 }, ok = true }`, {
      folder: dir.path,
      mostInMemory,
    });
    assertEquals(idsOf(samples), ["a", "c"]);
    assertEquals(samples.at(0)!.fields, { id: "a", prompt: "x", n: 3, ok: true, tags: ["t"] });
    assertEquals(idsOf((await datasetOf(`${typed}where = { n = { null = true } }`, { folder: dir.path })).samples), [
      "b",
    ]);
  }
  await Deno.writeTextFile(path, "id,prompt,n\na,x,many\n");
  const wrong = await assertRejects(
    () => datasetOf('file = "a.csv"\ntypes = { n = "number" }', { folder: dir.path }),
    UserError,
  );
  assert(wrong.message.includes(`${path}:2: sample 1 has text in n that is no number`), wrong.message);
});

/** Mistakes in the choice of rows. */
const MISTAKES: readonly (readonly [prompts: string, said: string])[] = [
  ['where = "x"', "prompts.where must be a table of fields"],
  ["where = { kin = 1 }", 'prompts.where.kin is a field of no sample: did you mean "kind"?'],
  ["where = { kind = {} }", "prompts.where.kind must be a value, a list of values or a table of comparisons"],
  ["where = { kind = [] }", "prompts.where.kind must be a value, a list"],
  ["where = { kind = { above = true } }", "prompts.where.kind.above must be a number or a text: current value is true"],
  ["where = { kind = { abov = 1 } }", "prompts.where.kind.abov is no comparison"],
  ["where = { kind = { above = 1, is_ = 2 } }", "prompts.where.kind.is_ is no comparison"],
  ['where = { kind = "nothing" }', "prompts.where keeps none of the 6 samples"],
  ["offset = 6", "prompts.offset leaves none of the 6 samples"],
  ["sample = { seed = 1 }", "prompts.sample must have either a count or a fraction"],
  ["sample = { count = 1, fraction = 0.5 }", "prompts.sample must have either a count or a fraction"],
  ["sample = { fraction = 1.5 }", "prompts.sample.fraction must be at most 1"],
  ["limit = 0", "prompts.limit must be at least 1"],
  ['types = { kind = "int" }', "prompts.types.kind must be one of"],
];

for (const [prompts, said] of MISTAKES) {
  Deno.test(`samples are refused for ${prompts}`, async () => {
    using dir = tempDir();
    const lines = itemsOf(6).map((item) => JSON.stringify(item)).join("\n");
    await Deno.writeTextFile(join(dir.path, "a.jsonl"), lines);
    const error = await assertRejects(() => datasetOf(`file = "a.jsonl"\n${prompts}`, { folder: dir.path }), UserError);
    assert(error.message.includes(said), error.message);
  });
}

/** As another program has them: the lowest of the first 52 bits of SHA-256 of `sample/7/<number>`. */
const PINNED_SAMPLE = ["1", "26", "29", "42", "86"];
const PINNED_SHUFFLE = ["2", "6", "10", "3", "7", "8", "9", "4", "1", "5"];
