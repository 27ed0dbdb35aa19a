import { assert, assertEquals } from "@std/assert";
import { openaiChat, openaiEmbeddings } from "../../../src/provider/mod.ts";
import { checkProvider, type GoldenCase } from "../../../src/provider/conformance/mod.ts";
import type { ChatMessage, ChatRequest, ModelRecord, ProviderAdapter, Refusal } from "../../../src/spec/mod.ts";
import { makeModel } from "../../catalog/records.ts";
import { seeing, seeingMessages, soundProvider, withEmbeddings, withFormat } from "./sound_provider.ts";

type Mutants = { readonly [law: string]: () => ProviderAdapter };

const GOLDEN: readonly GoldenCase[] = [
  {
    name: "a page",
    wire: "openai-chat",
    page: { data: [] },
    models: [],
  },
  {
    name: "a request",
    wire: "openai-chat",
    request: { messages: [{ role: "user", content: "Hello" }], stream: false, maxTokens: 5 },
    path: "/chat/completions",
    body: { model: "model-1", messages: [{ role: "user", content: "Hello" }], max_tokens: 5 },
  },
];

const { keyShapes, errors } = soundProvider();
const shape = { name: "s", prefix: "gpt-", pattern: "gpt-[\\w-]+", example: "gpt-filler" };

/** A counter outside of the adapter: what it gives differs from call to call. */
function counted(): () => number {
  let calls = 0;
  return () => ++calls;
}

const ROWS: Mutants = {
  "provider/type": () => soundProvider({ keyEnv: ["not a name"] }),
  "provider/keyShapes": () => soundProvider({ keyShapes: [...keyShapes, shape] }),
  "provider/quirks": () => soundProvider({ quirks: ["No sentence"] }),
  "authorize/headers": () => withFormat({ authorize: (secret) => ({ Authorization: secret }) }),
};

const WHOLE_REQUESTS: Mutants = {
  "toWire/total": () =>
    withFormat({
      toWire: (request, endpoint) => {
        for (const message of request.messages) {
          if (message.role === "assistant") message.toolCalls?.forEach((call) => JSON.parse(call.arguments));
        }
        return openaiChat.toWire(request, endpoint);
      },
    }),
  "toWire/pure": () => {
    const next = counted();
    return withFormat({
      toWire: (request, endpoint) => {
        const wire = openaiChat.toWire(request, endpoint);
        return { ...wire, headers: { ...wire.headers, "x-call": String(next()) } };
      },
    });
  },
  "toWire/wellFormed": () =>
    withFormat({
      toWire: (request, endpoint) => {
        const wire = openaiChat.toWire(request, endpoint);
        return { ...wire, body: { ...wire.body, seed: request.seed as number } };
      },
    }),
  "toWire/model": () =>
    withFormat({ toWire: (request, endpoint) => openaiChat.toWire(request, { ...endpoint, wireModel: "gpt" }) }),
  "toWire/credential": () =>
    withFormat({
      toWire: (request, endpoint) => {
        const wire = openaiChat.toWire(request, endpoint);
        return { ...wire, path: `${wire.path}?key=${endpoint.credential?.reveal()}` };
      },
    }),
  "toWire/foreignPart": () =>
    seeingMessages((message) =>
      changedParts(message, (part) => part.type === "native" ? { ...part, wire: "openai-chat" } : part)
    ),
};

type AnyPart = Exclude<Extract<ChatMessage, { role: "assistant" }>["content"], string | null>[number];

function changedParts(message: ChatMessage, change: (part: AnyPart) => AnyPart | null): ChatMessage {
  if (typeof message.content === "string" || message.content === null) return message;
  return { ...message, content: message.content.flatMap((part) => change(part) ?? []) } as ChatMessage;
}

function without(...fields: readonly (keyof ChatRequest)[]): () => ProviderAdapter {
  return () => seeing((request) => ({ ...request, ...Object.fromEntries(fields.map((field) => [field, undefined])) }));
}

function withoutRole(role: ChatMessage["role"]): () => ProviderAdapter {
  return () => seeingMessages((message) => message.role === role ? null : message);
}

function withoutParts(isGone: (part: AnyPart) => boolean): () => ProviderAdapter {
  return () => seeingMessages((message) => changedParts(message, (part) => isGone(part) ? null : part));
}

function withoutChoice(isGone: (choice: ChatRequest["toolChoice"]) => boolean): () => ProviderAdapter {
  return () => seeing((request) => isGone(request.toolChoice) ? { ...request, toolChoice: undefined } : request);
}

function isCallTwo(message: ChatMessage): boolean {
  return message.role === "tool" && message.toolCallId === "call_2";
}

const FEATURES: Mutants = {
  "user text": () => seeingMessages((message) => message.role === "user" ? { ...message, content: "" } : message),
  "system prompt": withoutRole("system"),
  "developer prompt": withoutRole("developer"),
  "several turns": withoutRole("assistant"),
  "several parts": withoutParts((part) => part.type === "text" && part.text === "mark-second"),
  "stream": () => seeing((request) => ({ ...request, stream: false })),
  "tools": without("tools"),
  "no tool": withoutChoice((choice) => choice === "none"),
  "any tool": withoutChoice((choice) => choice === "required"),
  "a tool by name": withoutChoice((choice) => typeof choice === "object"),
  "one call at a time": without("parallelToolCalls"),
  "a tool's call and result": withoutRole("tool"),
  "parallel results": () => seeingMessages((message) => isCallTwo(message) ? null : message),
  "a tool that failed": () =>
    seeingMessages((message) => message.role === "tool" ? { ...message, isError: undefined } : message),
  "maxTokens": without("maxTokens"),
  "temperature": without("temperature"),
  "topP": without("topP"),
  "topK": without("topK"),
  "minP": without("minP"),
  "seed": without("seed"),
  "stop": () => seeing((request) => ({ ...request, stop: request.stop?.slice(0, 1) })),
  "frequencyPenalty": without("frequencyPenalty"),
  "presencePenalty": without("presencePenalty"),
  "repetitionPenalty": without("repetitionPenalty"),
  "reasoningEffort": without("reasoningEffort"),
  "reasoningBudgetTokens": without("reasoningBudgetTokens"),
  "reasoningText": without("reasoningText"),
  "extra": without("extra"),
  "JSON": () =>
    seeing((request) => request.responseFormat?.type === "json" ? { ...request, responseFormat: undefined } : request),
  "JSON Schema": () =>
    seeing((request) =>
      request.responseFormat?.type === "json_schema" ? { ...request, responseFormat: { type: "json" } } : request
    ),
  "an image by data": withoutParts((part) => part.type === "image" && part.url.startsWith("data:")),
  "an image by URL": withoutParts((part) => part.type === "image" && part.url.startsWith("https:")),
  "reasoning of an earlier turn": withoutParts((part) => part.type === "reasoning"),
  "a part of its own": withoutParts((part) => part.type === "native" && part.wire === "openai-chat"),
};

const READING: Mutants = {
  "fromRequest/total": () =>
    withFormat({
      fromRequest: (body, path) => {
        if (!Array.isArray(body.messages)) throw new TypeError("no messages");
        return openaiChat.fromRequest(body, path);
      },
    }),
  "fromRequest/inverse": () =>
    withFormat({ fromRequest: (body, path) => ({ ...openaiChat.fromRequest(body, path), temperature: 1 }) }),
  "fromRequest/meaning": () =>
    withFormat({
      fromRequest: (body, path) => {
        const { seed, ...rest } = openaiChat.fromRequest(body, path);
        return seed === undefined ? rest : { ...rest, extra: { ...rest.extra, seed } };
      },
    }),
  "fromWire/total": () =>
    withFormat({
      fromWire: (response) => {
        JSON.parse(new TextDecoder().decode(response.body));
        return openaiChat.fromWire(response);
      },
    }),
  "fromWire/spoiled": () =>
    withFormat({
      fromWire: (response) => {
        const outcome = openaiChat.fromWire(response);
        if (!outcome.ok) return outcome;
        const { usage } = outcome.completion;
        return { ok: true, completion: { ...outcome.completion, usage: { ...usage, reasoningTokens: 1000 } } };
      },
    }),
  "fromWire/pure": () => {
    const next = counted();
    return withFormat({
      fromWire: (response) => {
        const outcome = openaiChat.fromWire(response);
        return outcome.ok ? { ok: true, completion: { ...outcome.completion, id: String(next()) } } : outcome;
      },
    });
  },
  // What a reader does that takes the end of the bytes for the end of the answer.
  "fromWire/cut": () =>
    withFormat({
      fromWire: (response) => {
        const text = new TextDecoder().decode(response.body);
        const ended = text.startsWith("data: ")
          ? `${text}\n\ndata: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n`
          : text;
        return openaiChat.fromWire({ ...response, failure: undefined, body: new TextEncoder().encode(ended) });
      },
    }),
};

function refusing(change: (refusal: Refusal) => Partial<ReturnType<typeof errors.refusal>>): () => ProviderAdapter {
  return () => soundProvider({ errors: { ...errors, refusal: (one) => ({ ...errors.refusal(one), ...change(one) }) } });
}

const ERRORS: Mutants = {
  "errors/wellFormed": refusing(() => ({ body: "<html>Sorry</html>" })),
  "errors/rateLimit": refusing(({ kind }) => kind === "rate_limit" ? { headers: {} } : {}),
  "errors/overloaded": refusing(({ kind }) => kind === "overloaded" ? { status: 400, body: "{}" } : {}),
  "errors/serverError": refusing(({ kind }) => kind === "server_error" ? { status: 404 } : {}),
  "errors/stream": () => soundProvider({ errors: { ...errors, streamError: () => ": a comment\n\n" } }),
};

function listing(read: Exclude<NonNullable<ProviderAdapter["models"]>["read"], string>): () => ProviderAdapter {
  return () => soundProvider({ models: { url: "/models", needsKey: false, read, lifetimeMs: 1 } });
}

const LISTS: Mutants = {
  "models/total": listing((page) => ({
    models: (page as unknown as { data: ModelRecord[] }).data.map((one) => one),
    skipped: [],
    next: null,
  })),
  "models/pure": () => {
    const next = counted();
    return listing(() => ({ models: [], skipped: [], next: { page: String(next()) } }))();
  },
  "models/golden": listing((_page, { provider, fetchedAt }) => ({
    models: [{ ...makeModel({ key: "a/m" }), provider, fetchedAt }],
    skipped: [],
    next: null,
  })),
  "embeddings/carries": () =>
    withEmbeddings({
      toWire: (request, endpoint) => openaiEmbeddings.toWire({ ...request, dimensions: undefined }, endpoint),
    }),
  "embeddings/pure": () =>
    withEmbeddings({
      toWire: (request, endpoint) => {
        const wire = openaiEmbeddings.toWire(request, endpoint);
        return { ...wire, headers: { ...wire.headers, authorization: endpoint.credential!.reveal() } };
      },
    }),
  "embeddings/total": () =>
    withEmbeddings({ fromWire: (response) => openaiEmbeddings.fromWire(response, { inputs: 1 }) }),
  "golden/request": () =>
    withFormat({ toWire: (request, endpoint) => ({ ...openaiChat.toWire(request, endpoint), path: "/completions" }) }),
  "golden/answer": () =>
    withFormat({
      fromWire: (response) => {
        const outcome = openaiChat.fromWire(response);
        return outcome.ok ? { ok: true, completion: { ...outcome.completion, text: "" } } : outcome;
      },
    }),
};

const CARRIED = Object.fromEntries(
  Object.entries(FEATURES).map(([name, mutant]) => [`toWire/carries ${name}`, mutant]),
);
const MUTANTS: Mutants = {
  ...ROWS,
  ...WHOLE_REQUESTS,
  ...CARRIED,
  ...READING,
  ...ERRORS,
  ...LISTS,
};

for (const [law, mutant] of Object.entries(MUTANTS)) {
  Deno.test(`a provider that breaks ${law} is caught`, async () => {
    const { ok, checks } = await checkProvider(mutant(), { golden: GOLDEN });
    const broken = checks.filter(({ status }) => status === "failed");
    assert(broken.some((one) => one.law === law), `broken are ${broken.map((one) => one.law).join(", ") || "none"}`);
    assertEquals(ok, false);
    for (const { message } of broken) assert(message !== null && message !== "", law);
  });
}

Deno.test("every law of the kit has a mutant, and a provider without a fault breaks none", async () => {
  const { ok, checks } = await checkProvider(soundProvider(), { golden: GOLDEN });
  assertEquals(checks.filter(({ status }) => status !== "ok"), []);
  assert(ok);
  assertEquals(new Set(checks.map(({ law }) => law)), new Set(Object.keys(MUTANTS)));
});

Deno.test("a request that is changed while it is written is caught as such", async () => {
  const changing = withFormat({
    toWire: (request, endpoint) => {
      (request.messages as ChatMessage[]).push({ role: "user", content: "And please." });
      return openaiChat.toWire(request, endpoint);
    },
  });
  const { checks } = await checkProvider(changing);
  assert(checks.find(({ law }) => law === "toWire/pure")!.message!.startsWith("It changes the request"));
});

Deno.test("a price that is a number or below zero is caught", async () => {
  for (const inputUsd of ["-1", 0.5 as unknown as string]) {
    const price = { kind: "tokens", inputUsd, outputUsd: "1" } as const;
    const broken = listing((_page, { provider, fetchedAt }) => ({
      models: [{ ...makeModel({ key: "a/m" }), provider, fetchedAt, price }],
      skipped: [],
      next: null,
    }))();
    const { checks } = await checkProvider(broken);
    assert(checks.find(({ law }) => law === "models/total")!.message!.includes("inputUsd"));
  }
});
