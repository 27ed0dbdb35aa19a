import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";

/** Where the server with `q4_0` weights is while the talk is recorded; in a replay nothing needs to be there. */
export const SDK_SERVER = "http://127.0.0.1:8092";

/** The name that stands on the tape in place of the server's address. */
export const SDK_ENDPOINT = "smollm2";

const MODEL = "smollm2-135m-instruct";
const SYSTEM =
  "Answer with one word or one number.\n\nQuestion: What is the capital of Greece?\nAnswer: Athens\n\nQuestion: What is 4 + 4?\nAnswer: 8";

/**
 * The calls that are on `cassettes/sdk.jsonl`, by the official SDKs of OpenAI and of Anthropic: answers in one piece and
 * as streams, a conversation of two turns, the same question three times, a list of models, and a call that the server
 * refuses. Gives what the SDKs made of the answers.
 */
export async function sdkTalk(fetch: typeof globalThis.fetch): Promise<Record<string, unknown>> {
  return { ...await openaiCalls(fetch), ...await anthropicCalls(fetch) };
}

async function openaiCalls(fetch: typeof globalThis.fetch) {
  const client = new OpenAI({ baseURL: `${SDK_SERVER}/v1`, apiKey: "none", maxRetries: 0, fetch });
  const models = (await client.models.list()).data.map(({ id }) => id);
  const capital = await client.chat.completions.create({
    model: MODEL,
    messages: [{ role: "system", content: SYSTEM }, { role: "user", content: "What is the capital of France?" }],
    temperature: 0,
    max_tokens: 16,
  });
  const stream = await client.chat.completions.create({
    model: MODEL,
    messages: [{ role: "system", content: SYSTEM }, { role: "user", content: "What is 7 + 5?" }],
    temperature: 0,
    max_tokens: 16,
    stream: true,
    stream_options: { include_usage: true },
  });
  const streamed = (await Array.fromAsync(stream)).map((chunk) => chunk.choices[0]?.delta.content ?? "");
  const animals = [];
  for (let i = 0; i < 3; i++) {
    const { choices } = await client.chat.completions.create({
      model: MODEL,
      messages: [{ role: "user", content: "Name one animal." }],
      temperature: 1.2,
      max_tokens: 16,
    });
    animals.push(choices[0].message.content);
  }
  const turns: OpenAI.ChatCompletionMessageParam[] = [{ role: "user", content: "My name is Ada. Say hello to me." }];
  const hello = await client.chat.completions.create({ model: MODEL, messages: turns, temperature: 0, max_tokens: 24 });
  turns.push(hello.choices[0].message, { role: "user", content: "What is my name?" });
  const name = await client.chat.completions.create({ model: MODEL, messages: turns, temperature: 0, max_tokens: 24 });
  const response = await client.responses.create({
    model: MODEL,
    input: "What color is grass?",
    temperature: 0,
    max_output_tokens: 16,
  });
  const empty = { role: "user" } as OpenAI.ChatCompletionUserMessageParam;
  const refused = await client.chat.completions.create({ model: MODEL, messages: [empty] }).catch((error) => error);
  return {
    models,
    capital: capital.choices[0].message.content,
    streamed: streamed.join(""),
    animals,
    hello: hello.choices[0].message.content,
    name: name.choices[0].message.content,
    response: response.output_text,
    refused: [refused.status, refused.message],
  };
}

async function anthropicCalls(fetch: typeof globalThis.fetch) {
  const client = new Anthropic({ baseURL: SDK_SERVER, apiKey: "none", maxRetries: 0, fetch });
  // The server takes a temperature; the types of the SDK know none any more.
  const fixed = { temperature: 0 };
  const message = await client.messages.create({
    model: MODEL,
    system: SYSTEM,
    messages: [{ role: "user", content: "What is the capital of Japan?" }],
    ...fixed,
    max_tokens: 16,
  });
  const stream = client.messages.stream({
    model: MODEL,
    system: SYSTEM,
    messages: [{ role: "user", content: "How many legs does a spider have?" }],
    ...fixed,
    max_tokens: 16,
  });
  const { usage } = await stream.finalMessage();
  return {
    anthropic: message.content.map((block) => block.type === "text" ? block.text : ""),
    anthropicStreamed: await stream.finalText(),
    anthropicTokens: [usage.input_tokens, usage.output_tokens],
  };
}
