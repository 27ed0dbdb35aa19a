import OpenAI from "openai";

const TOOL = {
  type: "function" as const,
  function: { name: "get_weather", parameters: { type: "object", properties: { city: { type: "string" } } } },
};

/** The same talk as that of `_openai_talk.py`, in the same words, with OpenAI's own client. */
export async function openaiTalk(client: OpenAI): Promise<unknown> {
  const ask = (content: string, more: object = {}) =>
    client.chat.completions.create({ model: "model-1", messages: [{ role: "user", content }], ...more });
  const stream = async (content: string, more: object = {}) => {
    const options = { stream: true as const, stream_options: { include_usage: true }, ...more };
    const messages = [{ role: "user" as const, content }];
    return await Array.fromAsync(await client.chat.completions.create({ model: "model-1", messages, ...options }));
  };
  const failed = async (content: string) => {
    try {
      await ask(content);
    } catch (error) {
      if (!(error instanceof OpenAI.APIError)) throw error;
      return { name: error.constructor.name, status: error.status, code: error.code, request: error.requestID };
    }
  };
  const { data: plain, request_id: request } = await ask("hello").withResponse();
  const again = await ask("hello");
  const embeddings = await client.embeddings.create({ model: "embed-1", input: ["a", "bcd"] });
  return {
    plain,
    request,
    again,
    streamed: await stream("hello"),
    tools: await ask("the weather", { tools: [TOOL] }),
    streamedTools: await stream("the weather", { tools: [TOOL] }),
    limited: await ask("limit me"),
    unknown: await failed("who am I"),
    long: await failed("too long"),
    embeddings: embeddings.data.map(({ embedding }) => embedding),
    models: await Array.fromAsync(client.models.list()),
  };
}
