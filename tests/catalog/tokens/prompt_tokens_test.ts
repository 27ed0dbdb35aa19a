// deno-lint-ignore-file no-console
import { assertGreaterOrEqual } from "@std/assert";
import { loadTokenCounter, promptTokens, tokenizerKind } from "../../../src/catalog/tokens/mod.ts";
import { readUsage } from "../../../src/provider/openai_chat/usage.ts";
import type { ChatMessage, JsonObject } from "../../../src/spec/mod.ts";
import { needs } from "../../support/require.ts";

const fixtures = await needs("fixtures");
/** The least share of recorded prompts whose tokens the range must have in it. */
const LEAST_WITHIN = 0.9;

interface Recorded {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly inputTokens: number;
}

/** Recorded prompts of plain text, without tools and schemas, and what their providers counted. */
async function recordedPrompts(): Promise<Recorded[]> {
  const file = await Deno.open(`${fixtures.get()}/chat/interactions.ndjson.gz`);
  const text = await new Response(file.readable.pipeThrough(new DecompressionStream("gzip"))).text();
  return text.trim().split("\n").flatMap((line) => {
    const { req, resp, status, path } = JSON.parse(line);
    if (status !== 200 || !path.endsWith("/chat/completions")) return [];
    try {
      const request = JSON.parse(req);
      if (["tools", "functions", "response_format", "plugins"].some((name) => name in request)) return [];
      const plain = request.messages.every(({ content, tool_calls }: JsonObject) =>
        typeof content === "string" && tool_calls === undefined
      );
      const { usage, model } = JSON.parse(resp);
      const { inputTokens } = readUsage({ usage, timings: null, model }).usage;
      return plain && inputTokens ? [{ model: request.model, messages: request.messages, inputTokens }] : [];
    } catch {
      return [];
    }
  });
}

Deno.test({
  name: "the tokens of nearly all recorded prompts are within their range, and of OpenAI's models near the count",
  ignore: fixtures.ignore,
  async fn() {
    const count = await loadTokenCounter();
    const shares = { tokenizer: [0, 0], approximation: [0, 0] };
    for (const { model, messages, inputTokens } of await recordedPrompts()) {
      const key = model.includes("/") || !/^(gpt|o\d|chatgpt)/.test(model) ? model : `openai/${model}`;
      const kind = tokenizerKind(key);
      const { low, high } = promptTokens(messages, { count, kind });
      shares[kind][0] += inputTokens >= low && inputTokens <= high ? 1 : 0;
      shares[kind][1]++;
    }
    for (const [kind, [within, all]] of Object.entries(shares)) {
      console.log(`${within} of ${all} recorded prompts within their range (${kind})`);
      assertGreaterOrEqual(within / all, LEAST_WITHIN);
    }
  },
});
