import { assertAlmostEquals, assertEquals } from "@std/assert";
import { embeddingVector } from "./_vectors.ts";
import { runSweep } from "../../../src/sweep/mod.ts";
import { cosineSimilarity } from "../../../src/scoring/similarity/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { parrotOptions, parrotPlan, type ParrotRequest } from "../_parrot.ts";
import { ledgerOf, startJudged } from "./_judged.ts";

interface EmbeddingQuestion {
  readonly input: readonly string[];
  readonly dimensions?: number;
}

/** A parrot that also makes embeddings; the first request for them is refused for a while. */
function startEmbedding() {
  const questions: EmbeddingQuestion[] = [];
  const server = startJudged(undefined, (body: ParrotRequest) => {
    if (!("input" in body)) return undefined;
    const question = body as unknown as EmbeddingQuestion;
    questions.push(question);
    if (questions.length === 1) return new Response("{}", { status: 429, headers: { "retry-after": "0" } });
    return Response.json({
      data: question.input.map((text, index) => ({ index, embedding: embeddingVector(text) })),
      usage: { prompt_tokens: 8, total_tokens: 8 },
      model: "embed",
    });
  });
  return { ...server, questions };
}

Deno.test("answers are compared by embeddings, over the limits and onto the tape that all calls have", async () => {
  using dir = tempDir();
  await using server = startEmbedding();
  const rest = `[score.similarity]
dimensions = 3
endpoint = { key = "acme/embed@bench", base_url = "${server.baseUrl}", price = { input_per_1m_usd = "1", output_per_1m_usd = "0" } }
`;
  const plan = await parrotPlan(server.baseUrl, { prompts: 2, rest });
  const options = parrotOptions(dir.path);
  const recorded = await runSweep(plan, options);
  // 8 cells × 8 tokens; what was refused has no cost.
  assertEquals(recorded.scoring, [{ scorer: "similarity", calls: 8, costUsd: "0.000064", unscored: 0 }]);
  assertEquals([server.questions.length, server.questions[1].dimensions], [9, 3]);
  const { rows } = await ledgerOf(options.ledgerPath, recorded.runId);
  for (const { output, promptId, scores } of rows) {
    const expected = promptId.replace("p", "word");
    assertAlmostEquals(
      scores.similarity!,
      cosineSimilarity(embeddingVector(output!), embeddingVector(expected))!,
      1e-12,
    );
  }
  for (const concurrency of [1, 8, 64]) {
    const replayed = await runSweep(plan, { ...options, mode: "replay", concurrency });
    assertEquals([replayed.resultsHash, replayed.scoring], [recorded.resultsHash, recorded.scoring]);
  }
  assertEquals(server.questions.length, 9);
});

Deno.test("embeddings are paid by the budget, and need no limit of an answer that they do not have", async () => {
  using dir = tempDir();
  await using server = startEmbedding();
  const rest = `[budget.providers.bench]
usd = "0.01"
tokens = 100000
requests = 5
[score.similarity]
endpoint = { key = "acme/embed@bench", base_url = "${server.baseUrl}", price = { input_per_1m_usd = "1", output_per_1m_usd = "0" } }
`;
  const plan = await parrotPlan(server.baseUrl, { prompts: 2, rest });
  const { spending, interrupted } = await runSweep(plan, parrotOptions(dir.path, { concurrency: 2 }));
  const [{ scope, spent }] = spending!;
  // The first of the five requests was refused, and cost nothing.
  assertEquals([scope, spent, server.questions.length], [
    "provider:bench",
    { requests: 5, tokens: 32, usd: "0.000032" },
    5,
  ]);
  assertEquals(interrupted, true);
});
