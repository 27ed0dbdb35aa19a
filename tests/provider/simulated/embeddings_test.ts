import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { embeddingFormat, endpointOf, findProvider } from "../../../src/provider/mod.ts";
import { createSimulated, type SimulatedEndpoint } from "../../../src/provider/simulated/mod.ts";
import { embeddingVector } from "../../../src/provider/simulated/_embedding_vector.ts";
import type { EmbeddingRequest } from "../../../src/spec/mod.ts";

const FORMATS = [
  ["openai-embeddings", "v1"],
  ["gemini-embeddings", "v1beta"],
  ["cohere-embeddings", "v2"],
  ["ollama-embeddings", "api"],
] as const;

const VECTORS: SimulatedEndpoint = {
  model: "simulated/vectors",
  kind: "embedding",
  capability: { dimensions: 64, contextTokens: 100 },
};

async function embed(
  [name, base]: (typeof FORMATS)[number],
  request: EmbeddingRequest,
  { laws = {}, model = VECTORS.model }: { laws?: Partial<SimulatedEndpoint>; model?: string } = {},
) {
  const server = createSimulated({ seed: "test", endpoints: [{ ...VECTORS, ...laws }, { model: "simulated/chat" }] });
  const endpoint = endpointOf(findProvider("simulated"), {
    model,
    wireModel: model,
    baseUrl: `http://simulated/${base}`,
  });
  const format = embeddingFormat(name);
  const { path, body, headers } = format.toWire(request, endpoint);
  const sent = new Request(endpoint.baseUrl + path, { method: "POST", headers, body: JSON.stringify(body) });
  const response = await server.handle(sent);
  const read = new Uint8Array(await response.arrayBuffer().catch(() => new ArrayBuffer(0)));
  return format.fromWire(
    { status: response.status, headers: response.headers, body: read, cuts: [[0, 1]], headersMs: 1 },
    { inputs: request.inputs.length },
  );
}

const vectorsOf = (outcome: Awaited<ReturnType<typeof embed>>) => {
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.result.vectors;
};

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, place) => sum + value * b[place], 0);

for (const format of FORMATS) {
  const [name] = format;

  Deno.test(`${name}: each text has a vector of length 1, and equal texts have equal ones`, async () => {
    const outcome = await embed(format, { inputs: ["the deep sea", "a quiet harbor", "the deep sea"] });
    const [first, second, third] = vectorsOf(outcome);
    assertEquals([first.length, second.length], [64, 64]);
    assertEquals(first, third);
    assertAlmostEquals(dot(first, first), 1, 1e-6);
    assert(dot(first, second) < 0.9);
    // Gemini tells nothing of what embeddings use.
    if (name !== "gemini-embeddings") assertEquals(outcome.ok && outcome.result.usage.inputTokens, 9);
  });

  Deno.test(`${name}: a shorter vector can be asked for, and no longer one`, async () => {
    const [vector] = vectorsOf(await embed(format, { inputs: ["the deep sea"], dimensions: 16 }));
    assertEquals(vector.length, 16);
    const outcome = await embed(format, { inputs: ["the deep sea"], dimensions: 100 });
    assertEquals(outcome.ok ? null : outcome.failure.kind, "invalid_request");
  });

  Deno.test(`${name}: a model that chats makes no vectors, and one that is not there is not found`, async () => {
    const chat = await embed(format, { inputs: ["a"] }, { model: "simulated/chat" });
    assertEquals(chat.ok ? null : chat.failure.kind, "invalid_request");
    const nobody = await embed(format, { inputs: ["a"] }, { model: "simulated/nobody" });
    assertEquals(nobody.ok ? null : nobody.failure.kind, "not_found");
  });

  Deno.test(`${name}: laws hold for vectors too`, async () => {
    const busy = await embed(format, { inputs: ["a"] }, { laws: { failures: [{ kind: "overloaded", every: 1 }] } });
    assertEquals(busy.ok ? null : busy.failure.kind, "overloaded");
    const broken = await embed(format, { inputs: ["a"] }, { laws: { failures: [{ kind: "malformed", every: 1 }] } });
    assertEquals(broken.ok ? null : broken.failure.kind, "malformed_response");
    const long = await embed(format, { inputs: ["words and words ".repeat(50)] });
    assertEquals(long.ok ? null : long.failure.decision.retry, "no");
  });
}

Deno.test("texts that share words are nearer to each other than those that share none", () => {
  const vector = (text: string) => embeddingVector(text, { seed: "s", dimensions: 512 });
  const one = vector("The old stone bridge over the river");
  assert(dot(one, vector("an old bridge of stone")) > dot(one, vector("quick brown foxes jump today")) + 0.2);
  // Of one stem, and in other letters.
  assert(dot(vector("harbors"), vector("harbor")) > 0.1);
  assertAlmostEquals(dot(vector("SEA"), vector("sea")), 1, 1e-6);
  assert(dot(vector("harbors"), vector("harbinger")) < 0.5, "a stem is a part of it only");
  assert(dot(vector("sea"), vector("sky")) < 0.5);
});

Deno.test("every text has a vector of length 1, whatever is in it", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 40 }), (text, dimensions) => {
    const vector = embeddingVector(text, { seed: "s", dimensions });
    assertEquals(vector.length, dimensions);
    assertAlmostEquals(dot(vector, vector), 1, 1e-5);
  }));
});
