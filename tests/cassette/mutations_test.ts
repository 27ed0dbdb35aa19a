import { assertEquals } from "@std/assert";
import { seededRandom } from "../../src/base/mod.ts";
import { CassetteMissError, type Tape } from "../../src/cassette/mod.ts";
import { fakeNetwork, recordTape, replayTape, tempTape } from "./support.ts";
import { identity, type MutableRequest, mutated, pick, respelled, treeOf, written } from "./mutations.ts";

const MUTATIONS = 10_000;
const TOOL = {
  type: "object",
  properties: { city: { type: "string", enum: ["Paris", "Zürich"] }, days: { type: "integer", minimum: 1 } },
  required: ["city"],
};
const IMAGE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ";

const post = (url: string, body: unknown, headers = {}): MutableRequest => ({
  method: "POST",
  url,
  headers: { "content-type": "application/json", "user-agent": "test", ...headers },
  body: treeOf(body),
});

/** Requests as the clients of five providers send them. */
const REQUESTS: readonly MutableRequest[] = [
  post("http://openai.test/v1/chat/completions", {
    model: "gpt-4o-2024-08-06",
    messages: [
      { role: "developer", content: "You are terse. Café, naïve, 東京 — 😀." },
      {
        role: "user",
        content: [{ type: "text", text: "Weather?" }, {
          type: "image_url",
          image_url: { url: `data:image/png;base64,${IMAGE}` },
        }],
      },
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "call_1", type: "function", function: { name: "weather", arguments: '{"city":"Paris"}' } }],
      },
      { role: "tool", tool_call_id: "call_1", content: "12 °C" },
    ],
    temperature: 0.7,
    top_p: 1,
    max_completion_tokens: 512,
    seed: 42,
    stop: ["\n\n", "END"],
    stream: true,
    stream_options: { include_usage: true },
    tools: [{
      type: "function",
      function: { name: "weather", description: "Looks it up", parameters: TOOL, strict: true },
    }],
    tool_choice: "auto",
    response_format: { type: "json_schema", json_schema: { name: "answer", schema: TOOL } },
    logit_bias: { "50256": -100, "198": 1.5 },
  }, { "openai-beta": "assistants=v2" }),
  post("http://anthropic.test/v1/messages", {
    model: "claude-sonnet-4-20250514",
    max_tokens: 1024,
    system: [{ type: "text", text: "Answer in French.", cache_control: { type: "ephemeral" } }],
    messages: [
      { role: "user", content: "Bonjour" },
      {
        role: "assistant",
        content: [{ type: "thinking", thinking: "Hm", signature: "EqQBCgIYAhIM" }, {
          type: "tool_use",
          id: "toolu_1",
          name: "weather",
          input: { city: "Zürich", days: 3 },
        }],
      },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "toolu_1", content: "4 °C", is_error: false }] },
    ],
    thinking: { type: "enabled", budget_tokens: 2048 },
    tools: [{ name: "weather", input_schema: TOOL }],
    metadata: { user_id: "u-1" },
    temperature: 1.0,
    stop_sequences: [],
  }, { "anthropic-version": "2023-06-01", "anthropic-beta": "interleaved-thinking-2025-05-14" }),
  post("http://gemini.test/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse", {
    contents: [
      { role: "user", parts: [{ text: "Describe" }, { inlineData: { mimeType: "image/png", data: IMAGE } }] },
      {
        role: "model",
        parts: [{ functionCall: { name: "weather", args: { city: "Paris" } }, thoughtSignature: "Cg==" }],
      },
      { role: "user", parts: [{ functionResponse: { name: "weather", response: { celsius: -3.25 } } }] },
    ],
    systemInstruction: { parts: [{ text: "Be kind" }] },
    generationConfig: {
      temperature: 0.2,
      topK: 40,
      topP: 0.95,
      maxOutputTokens: 256,
      candidateCount: 1,
      seed: 123456789,
      thinkingConfig: { thinkingBudget: 0 },
    },
    safetySettings: [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "BLOCK_NONE" }],
    tools: [{ functionDeclarations: [{ name: "weather", parameters: TOOL }] }],
  }),
  post("http://cohere.test/v2/chat", {
    model: "command-a-03-2025",
    messages: [{ role: "system", content: "Cite" }, { role: "user", content: "Who?" }],
    documents: [{ id: "d1", data: { title: "Note", snippet: "It was Ann." } }, { id: "d2", data: { title: "Note" } }],
    p: 0.75,
    k: 0,
    frequency_penalty: 0.1,
    max_tokens: 300,
    seed: 7,
    citation_options: { mode: "accurate" },
    strict_tools: false,
  }),
  post("http://ollama.test/api/chat", {
    model: "llama3.1:8b-instruct-q4_K_M",
    messages: [{ role: "user", content: "Hi", images: [IMAGE] }, {
      role: "assistant",
      content: "",
      tool_calls: [{ function: { name: "weather", arguments: { city: "Paris" } } }],
    }],
    options: { num_predict: 64, num_ctx: 4096, temperature: 0, repeat_penalty: 1.1, mirostat_tau: 5.0, stop: ["</s>"] },
    keep_alive: "5m",
    format: TOOL,
    think: null,
    stream: false,
  }),
];

async function send(tape: Tape, { method, url, headers }: MutableRequest, body: string): Promise<string | null> {
  try {
    return await (await tape.fetch(url, { method, headers, body })).text();
  } catch (error) {
    if (error instanceof CassetteMissError) return null;
    throw error;
  }
}

Deno.test(`of ${MUTATIONS} requests that were changed in one place none gets the answer of another`, async () => {
  const random = seededRandom("mutations");
  const all = [...REQUESTS];
  const seen = new Set(all.map(identity));
  while (all.length < MUTATIONS + REQUESTS.length) {
    const request = mutated(pick(REQUESTS, random), random);
    // Some come up again and again, and some change nothing: `true` in place of `true`.
    if (seen.size < seen.add(identity(request)).size) all.push(request);
  }
  await using temp = await tempTape();
  /** The answer of each request that is on the tape: the originals, and every other one of those that were changed. */
  const answers = new Map<string, string>();
  {
    let answer = "";
    await using recorder = await recordTape(temp.path, { env: false, fetch: fakeNetwork(() => new Response(answer)) });
    for (const [i, request] of all.entries()) {
      if (i >= REQUESTS.length && i % 2 === 1) continue;
      answer = `answer ${i}`;
      answers.set(identity(request), answer);
      await send(recorder, request, written(request.body));
    }
  }
  await using player = await replayTape(temp.path, { repeat: "last" });
  const counts = { own: 0, missed: 0, wrong: 0 };
  for (const request of all) {
    const wanted = answers.get(identity(request)) ?? null;
    const got = await send(player, request, respelled(request.body, random));
    if (got !== wanted) counts.wrong++;
    else if (got === null) counts.missed++;
    else counts.own++;
    assertEquals(got, wanted, identity(request));
  }
  assertEquals(counts, { own: MUTATIONS / 2 + REQUESTS.length, missed: MUTATIONS / 2, wrong: 0 });
});
