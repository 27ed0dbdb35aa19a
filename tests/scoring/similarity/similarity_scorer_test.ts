import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { cosineSimilarity, similarityScorer } from "../../../src/scoring/similarity/mod.ts";
import type { CallFailure, JsonValue, ScorerTools } from "../../../src/spec/mod.ts";

function embedTools(vectors: { readonly [text: string]: readonly number[] } | CallFailure) {
  const asked: (readonly string[])[] = [];
  const tools: ScorerTools = {
    scope: "cell_1/similarity",
    complete: () => Promise.reject(new Error("nothing is asked")),
    embed(texts) {
      asked.push(texts);
      return Promise.resolve(
        "kind" in vectors
          ? { ok: false, failure: vectors as CallFailure, costUsd: null }
          : { ok: true, vectors: texts.map((text) => (vectors as Record<string, number[]>)[text]), costUsd: "0.01" },
      );
    },
  };
  return { tools, asked };
}

const VECTORS = { yes: [1, 0], yeah: [3, 3], no: [-1, 0], nothing: [0, 0], long: [1, 0, 0] };

async function similarity(output: string, expected: JsonValue, options: { threshold?: number } = {}) {
  const { tools, asked } = embedTools(VECTORS);
  const scorer = similarityScorer({ endpoint: "acme/embed@local", ...options });
  return { ...await scorer.score({ input: "", output, expected }, tools), asked };
}

Deno.test("similarity is the cosine, and what points elsewhere is 0", async () => {
  assertEquals((await similarity("yes", "yes")).score, 1);
  assertAlmostEquals((await similarity("yes", "yeah")).score!, Math.SQRT1_2);
  const { score, metadata, calls, costUsd } = await similarity("yes", "no");
  assertEquals([score, metadata, calls, costUsd], [0, { cosine: -1 }, 1, "0.01"]);
});

Deno.test("of several expected texts the nearest counts, in one call", async () => {
  const { score, asked } = await similarity("yes", ["no", "yeah"]);
  assertAlmostEquals(score!, Math.SQRT1_2);
  assertEquals(asked, [["yes", "no", "yeah"]]);
});

Deno.test("a threshold makes it a yes or no", async () => {
  assertEquals((await similarity("yes", "yeah", { threshold: 0.7 })).score, 1);
  assertEquals((await similarity("yes", "yeah", { threshold: 0.71 })).score, 0);
});

Deno.test("what cannot be compared is no verdict, and asks nobody where nothing is to be asked", async () => {
  for (const expected of [null, { a: 1 }, [], [" "]]) {
    const { score, asked } = await similarity("yes", expected);
    assertEquals([score, asked.length], [null, 0]);
  }
  assertEquals([(await similarity("yes", "nothing")).score, (await similarity("yes", "long")).score], [null, null]);
  const empty = await similarity(" ", "yes");
  assertEquals([empty.score, empty.asked.length], [0, 0]);
});

Deno.test("a call that fails is no verdict, and says why", async () => {
  const { tools } = embedTools({ kind: "not_found", message: "No such model" } as CallFailure);
  const score = await similarityScorer({ endpoint: "x/y@z" }).score({ input: "", output: "a", expected: "b" }, tools);
  assertEquals(score.metadata, { error: "not_found", message: "No such model" });
  assertEquals([score.score, score.calls, score.costUsd], [null, 1, null]);
  await assertRejects(
    async () => await similarityScorer({ endpoint: "x/y@z" }).score({ input: "", output: "a", expected: "b" }),
    TypeError,
  );
});

Deno.test("a cosine is between -1 and 1, the same both ways, and blind to length", () => {
  const vector = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 3, maxLength: 3 });
  fc.assert(fc.property(vector, vector, (a, b) => {
    const cosine = cosineSimilarity(a, b);
    assertEquals(cosine, cosineSimilarity(b, a));
    if (cosine === null) return;
    assert(cosine >= -1 && cosine <= 1);
    if (Math.hypot(...a) > 1e-3 && Math.hypot(...b) > 1e-3) {
      assertAlmostEquals(cosineSimilarity(a.map((x) => x * 7), b)!, cosine, 1e-9);
    }
  }));
  assertEquals([cosineSimilarity([0], [1]), cosineSimilarity([1], [1, 2])], [null, null]);
});
