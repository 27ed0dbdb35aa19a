import { type AnswerHead, completionBody, messageBody } from "../../provider/openai_server/mod.ts";
import type { RegistryCompletion } from "../../routing/mod.ts";
import { answerFacts, answerHeaders, finishWord, nativeFinish, sourceOf, usageWithCost } from "./_answer_facts.ts";
import { imagesOf } from "./_images.ts";

/** An answer in one body. */
export function wholeAnswer(answer: RegistryCompletion, head: Omit<AnswerHead, "model">): Response {
  const { endpoint, attempts, costUsd, finishReason } = answer;
  const beside = { provider: endpoint.provider };
  const body = completionBody({ ...head, model: endpoint.key, beside }, {
    message: { ...messageBody(answer), ...imagesOf(answer) },
    finishReason: finishWord(finishReason),
    usage: usageWithCost(answer),
    beside: nativeFinish(answer),
  });
  const headers = answerHeaders({
    endpoint: endpoint.key,
    source: sourceOf(attempts) ?? "live",
    attempts: attempts.length,
    costUsd,
  });
  return Response.json({ ...body, x_tapedeck: answerFacts(answer) }, { headers });
}
