import Anthropic from "@anthropic-ai/sdk";
import { type FunctionCallingConfigMode, GoogleGenAI } from "@google/genai";
import OpenAI from "openai";

/** Where a client calls: the server's origin or a proxy's, and by which `fetch`. */
export interface SdkTarget {
  /** Without a version: `http://127.0.0.1:8413`. */
  readonly origin: string;
  readonly fetch: typeof globalThis.fetch;
}

/** What a client parsed in the course of a talk. */
export type SdkTalk = (target: SdkTarget) => Promise<{ readonly [what: string]: unknown }>;

const KEY = "sk-test-0123456789abcdef";
const SCHEMA = {
  type: "object",
  properties: { city: { type: "string" }, days: { type: "integer", minimum: 1, maximum: 7 } },
  required: ["city", "days"],
  additionalProperties: false,
};
const QUESTION = "How is the weather going to be? 🌦";
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** The talk with OpenAI's client. */
export const openaiTalk: SdkTalk = async ({ origin, fetch }) => {
  const client = new OpenAI({ apiKey: KEY, baseURL: `${origin}/v1`, fetch, maxRetries: 0 });
  const model = "simulated/quick";
  const tool = { type: "function" as const, function: { name: "get_weather", parameters: SCHEMA } };
  const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: "user", content: QUESTION }];
  const ask = (more: object = {}) => client.chat.completions.create({ model, messages, ...more });
  const stream = async (more: object = {}) => {
    const options = { stream: true as const, stream_options: { include_usage: true } };
    return await Array.fromAsync(await client.chat.completions.create({ model, messages, ...options, ...more }));
  };
  const called = await ask({ tools: [tool], tool_choice: "required", parallel_tool_calls: false });
  const [call] = called.choices[0].message.tool_calls!;
  const result = { role: "tool" as const, tool_call_id: call.id, content: '{"sky":"clear"}' };
  return {
    plain: await ask(),
    again: await ask(),
    streamed: await stream(),
    called,
    answered: await ask({ tools: [tool], messages: [...messages, called.choices[0].message, result] }),
    streamedCalls: await stream({ tools: [tool], tool_choice: "required" }),
    gathered: await client.chat.completions.stream({ model, messages, tools: [tool], tool_choice: "required" })
      .finalChatCompletion(),
    schema: await ask({
      response_format: { type: "json_schema", json_schema: { name: "weather", schema: SCHEMA, strict: true } },
    }),
    image: await ask({
      messages: [{
        role: "user",
        content: [{ type: "text", text: QUESTION }, {
          type: "image_url",
          image_url: { url: `data:image/png;base64,${PIXEL}` },
        }],
      }],
    }),
    embedded: (await client.embeddings.create({ model: "simulated/vectors", input: ["a b", "b c"] })).data,
    models: await Array.fromAsync(client.models.list()),
    unknown: await failureOf(() => client.chat.completions.create({ model: "simulated/nobody", messages })),
    busy: await failureOf(() => client.chat.completions.create({ model: "simulated/busy", messages })),
  };
};

/** The talk with Anthropic's client. */
export const anthropicTalk: SdkTalk = async ({ origin, fetch }) => {
  const client = new Anthropic({ apiKey: KEY, baseURL: origin, fetch, maxRetries: 0 });
  const model = "simulated/quick";
  const tools: Anthropic.Tool[] = [{ name: "get_weather", input_schema: SCHEMA as Anthropic.Tool.InputSchema }];
  const messages: Anthropic.MessageParam[] = [{ role: "user", content: QUESTION }];
  const base = { model, max_tokens: 1024, messages };
  const ask = (more: object = {}) => client.messages.create({ ...base, ...more });
  const stream = async (more: object = {}) =>
    await Array.fromAsync(await client.messages.create({ ...base, ...more, stream: true as const }));
  const thinking = { type: "enabled", budget_tokens: 64 };
  const called = await ask({ tools, tool_choice: { type: "any", disable_parallel_tool_use: true }, thinking });
  const call = called.content.find((block) => block.type === "tool_use")!;
  const result = { type: "tool_result" as const, tool_use_id: call.id, content: "clear" };
  return {
    plain: await ask(),
    again: await ask(),
    streamed: await stream(),
    called,
    answered: await ask({
      tools,
      messages: [...messages, { role: "assistant", content: called.content }, { role: "user", content: [result] }],
    }),
    streamedCalls: await stream({ tools, tool_choice: { type: "tool", name: "get_weather" } }),
    thought: await ask({ thinking }),
    streamedThought: await stream({ thinking }),
    gathered: await client.messages.stream({ ...base, thinking: { type: "enabled", budget_tokens: 64 } })
      .finalMessage(),
    stopped: await ask({ stop_sequences: [" "] }),
    models: await Array.fromAsync(client.models.list({ limit: 1 })),
    unknown: await failureOf(() => ask({ model: "simulated/nobody" })),
    busy: await failureOf(() => ask({ model: "simulated/busy" })),
  };
};

/** The talk with Google's client. */
export const googleTalk: SdkTalk = async ({ origin, fetch }) => {
  const { models } = new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: origin, fetch } });
  const model = "simulated/quick";
  const ask = (config: object = {}) => models.generateContent({ model, contents: QUESTION, config });
  const stream = async (config: object = {}) =>
    await Array.fromAsync(await models.generateContentStream({ model, contents: QUESTION, config }));
  const config = {
    tools: [{ functionDeclarations: [{ name: "get_weather", parametersJsonSchema: SCHEMA }] }],
    toolConfig: { functionCallingConfig: { mode: "ANY" as FunctionCallingConfigMode } },
  };
  const thinkingConfig = { includeThoughts: true, thinkingBudget: 64 };
  const called = await ask({ ...config, thinkingConfig });
  const call = called.functionCalls![0];
  const functionResponse = { id: call.id, name: call.name, response: { sky: "clear" } };
  return {
    plain: await ask(),
    again: await ask(),
    streamed: await stream(),
    called,
    answered: await models.generateContent({
      model,
      contents: [
        { role: "user", parts: [{ text: QUESTION }] },
        called.candidates![0].content!,
        { role: "user", parts: [{ functionResponse }] },
      ],
      config: { tools: config.tools },
    }),
    streamedCalls: await stream(config),
    thought: await ask({ thinkingConfig }),
    streamedThought: await stream({ thinkingConfig }),
    schema: await ask({ responseMimeType: "application/json", responseJsonSchema: SCHEMA }),
    embedded: (await models.embedContent({ model: "simulated/vectors", contents: ["a b", "b c"] })).embeddings,
    models: await Array.fromAsync(await models.list({ config: { pageSize: 1 } })),
    unknown: await failureOf(() => models.generateContent({ model: "simulated/nobody", contents: QUESTION })),
    busy: await failureOf(() => models.generateContent({ model: "simulated/busy", contents: QUESTION })),
  };
};

async function failureOf(call: () => Promise<unknown>): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    const { name, message, status } = error as Error & { status?: number };
    return { name, message, status };
  }
  throw new Error("expected the call to fail");
}
