import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { doors } from "../../../src/provider/simulated/doors/mod.ts";
import type { AnswerFacts, Door } from "../../../src/provider/simulated/doors/mod.ts";
import type { SimulatedAnswer } from "../../../src/provider/simulated/simulated_answer.ts";
import { providerLenses } from "../../../src/provider/mod.ts";
import type { Completion, Cut, WireResponse } from "../../../src/spec/mod.ts";
import { completionOf, failureOf, respond } from "../responses.ts";
import { anyAnswer, ASKS_FOR_ALL, carriedTokens } from "./_answers.ts";

/** What a completion says, without times. */
type Said = Pick<Completion, "id" | "model" | "reasoning" | "text" | "toolCalls" | "finishReason" | "usage">;

/** What each format does not tell, or tells in another way. */
const LOST: { readonly [door: string]: (said: Said, answer: SimulatedAnswer) => Said } = {
  openai: (said) => ({ ...said, id: `chatcmpl-${said.id}` }),
  anthropic: (said) => ({
    ...said,
    id: `msg_${said.id}`,
    toolCalls: said.toolCalls.map((call) => ({ ...call, id: call.id.replace("call_", "toolu_") })),
  }),
  gemini: (said, { usage }) => ({
    ...said,
    usage: {
      ...said.usage,
      // A count of 0 is left out, and written tokens are not told.
      cacheReadTokens: usage.cacheReadTokens || null,
      cacheWriteTokens: null,
      reasoningTokens: usage.reasoningTokens || null,
    },
  }),
  cohere: (said, { usage }) => ({
    ...said,
    model: null,
    toolCalls: said.toolCalls.map((call) => ({ ...call, id: call.id.replace("call", call.name) })),
    usage: {
      ...said.usage,
      cacheReadTokens: null,
      cacheWriteTokens: null,
      reasoningTokens: usage.reasoningTokens || null,
    },
  }),
  ollama: (said) => ({
    ...said,
    id: null,
    usage: { ...said.usage, cacheReadTokens: null, cacheWriteTokens: null, reasoningTokens: null },
  }),
};

function expected(door: Door, answer: SimulatedAnswer): Said {
  const { id, model, reasoning, text, toolCalls, finishReason, usage } = answer;
  const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, reasoningTokens } = usage;
  const said: Said = {
    id,
    model,
    reasoning,
    text,
    toolCalls: toolCalls.map(({ id, name, arguments: given }) => ({ id: `call_${id}`, name, arguments: given })),
    finishReason,
    usage: { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, reasoningTokens },
  };
  return LOST[door.name](said, answer);
}

function saidIn(door: Door, response: WireResponse): { said: Said; completion: Completion } {
  const lens = providerLenses().find(({ wire, provider }) => wire === door.wire && provider === door.name)!;
  const completion = completionOf(lens.readAnswer(response));
  const { id, model, reasoning, text, usage, finishReason } = completion;
  const toolCalls = completion.toolCalls.map(({ id, name, arguments: given }) => ({ id, name, arguments: given }));
  const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, reasoningTokens } = usage;
  const counts = { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, reasoningTokens };
  return { said: { id, model, reasoning, text, toolCalls, finishReason, usage: counts }, completion };
}

const facts = (query = ""): AnswerFacts => ({
  body: ASKS_FOR_ALL,
  query: new URLSearchParams(query),
  ttftMs: 12,
  writingMs: 34,
});

function plainResponse(door: Door, answer: SimulatedAnswer): WireResponse {
  return respond(JSON.stringify(door.plain(answer, facts())), { headers: { "content-type": "application/json" } });
}

function streamResponse(door: Door, answer: SimulatedAnswer, query: string): WireResponse {
  const cuts: Cut[] = [];
  const pieces = door.stream(answer, facts(query));
  let offset = 0;
  for (const [place, { text }] of pieces.entries()) {
    cuts.push([offset, place + 1]);
    offset += new TextEncoder().encode(text).length;
  }
  return respond(pieces.map(({ text }) => text).join(""), {
    cuts,
    headers: { "content-type": door.streamType(facts(query)) },
  });
}

for (const door of doors()) {
  // With the array that Gemini sends where no events are asked for.
  const queries = door.name === "gemini" ? ["alt=sse", ""] : [""];

  Deno.test(`what the ${door.name} door writes whole reads as the answer that it wrote`, () => {
    fc.assert(fc.property(anyAnswer, (answer) => {
      const { said, completion } = saidIn(door, plainResponse(door, answer));
      assertEquals(said, expected(door, answer));
      assertEquals(completion.warnings, []);
    }));
  });

  for (const query of queries) {
    Deno.test(`what the ${door.name} door streams ${query} reads as the answer that it wrote`, () => {
      fc.assert(fc.property(anyAnswer, (answer) => {
        const { said, completion } = saidIn(door, streamResponse(door, answer, query));
        assertEquals(said, expected(door, answer));
        assertEquals(completion.warnings, []);
        const hasToken = answer.reasoning !== "" || answer.text !== "" || answer.toolCalls.length > 0;
        assertEquals(completion.timing.ttftMs !== null, hasToken);
      }));
    });
  }

  Deno.test(`the pieces of the ${door.name} door carry all tokens of an answer, and one each of its text`, () => {
    fc.assert(fc.property(anyAnswer, (answer) => {
      const pieces = door.stream(answer, facts());
      assertEquals(pieces.reduce((sum, { tokens }) => sum + tokens, 0), carriedTokens(answer));
      if (answer.toolCalls.length === 0) assert(pieces.every(({ tokens }) => tokens <= 1));
    }));
  });
}

Deno.test("a signature stands where the next turn brings it back from", () => {
  const [answer] = fc.sample(anyAnswer.filter(({ reasoning, toolCalls }) => reasoning !== "" && toolCalls.length > 0), {
    numRuns: 1,
    seed: 1,
  });
  for (const door of doors()) {
    const query = "alt=sse";
    for (const response of [plainResponse(door, answer), streamResponse(door, answer, query)]) {
      const { completion } = saidIn(door, response);
      const [first] = completion.parts ?? [];
      if (door.name === "anthropic") assertEquals(first?.type === "reasoning" && first.signature, answer.signature);
      if (door.name === "gemini") assertEquals(completion.toolCalls[0].signature, answer.signature!);
    }
  }
});

Deno.test("a cost is told at the OpenAI door alone, and there when it is asked for", () => {
  const [answer] = fc.sample(anyAnswer, { numRuns: 1, seed: 2 });
  for (const door of doors()) {
    const { completion } = saidIn(door, plainResponse(door, answer));
    assertEquals(completion.reportedCostUsd, door.name === "openai" ? answer.costUsd : null);
  }
  const [openai] = doors();
  const silent = openai.plain(answer, { ...facts(), body: {} });
  assert(!JSON.stringify(silent).includes("cost"));
});

Deno.test("an error in the middle of Gemini's array is read as one", () => {
  const [answer] = fc.sample(anyAnswer.filter(({ text }) => text.length > 20), { numRuns: 1, seed: 3 });
  const gemini = doors().find(({ name }) => name === "gemini")!;
  for (const query of ["", "alt=sse"]) {
    const first = gemini.stream(answer, facts(query)).slice(0, 3).map(({ text }) => text).join("");
    const words = 'data: {"error":{"code":503,"message":"Too much to do","status":"UNAVAILABLE"}}\r\n\r\n';
    const body = first + gemini.streamError(words, facts(query));
    const lens = providerLenses().find(({ provider }) => provider === "gemini")!;
    const outcome = lens.readAnswer(respond(body, { headers: { "content-type": gemini.streamType(facts(query)) } }));
    const { kind, message, midStream } = failureOf(outcome);
    assertEquals([kind, message, midStream], ["overloaded", "Too much to do", true]);
    if (query === "") assertEquals(JSON.parse(body).length, 4);
  }
});
