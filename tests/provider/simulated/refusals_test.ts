import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { SimulatedCapability } from "../../../src/provider/simulated/mod.ts";
import type { ChatRequest, ErrorKind } from "../../../src/spec/mod.ts";
import { failureOf } from "../responses.ts";
import { ask, question, simulate, WIRES } from "./_ask.ts";

const TOOL = { name: "get_time", parameters: { type: "object", properties: {} } };

for (const [door, wire] of WIRES) {
  const failure = async (capability: SimulatedCapability, more: Partial<ChatRequest>) => {
    const bench = simulate({ capability });
    const { outcome, response } = await ask(bench, wire, question({ maxTokens: 100, ...more }));
    assertEquals(response.headers.get("x-simulated"), "true");
    return { ...failureOf(outcome), noted: bench.server.requests[0].problem };
  };

  Deno.test(`${door}: a model that is not there is not found`, async () => {
    const bench = simulate();
    const { outcome } = await ask({ ...bench, model: "simulated/nobody" }, wire, question({ maxTokens: 10 }));
    const { kind, decision, message } = failureOf(outcome);
    assertEquals([kind, decision.retry], ["not_found", "no"]);
    assertStringIncludes(message, "simulated/nobody");
    assertEquals(bench.server.requests.map(({ model, problem, status }) => [model, problem, status]), [
      ["simulated/nobody", "no_model", 404],
    ]);
  });

  Deno.test(`${door}: a prompt that is too long is told to be`, async () => {
    const messages: ChatRequest["messages"] = [{ role: "user", content: "words and words ".repeat(40) }];
    const { kind, decision, noted } = await failure({ contextTokens: 64 }, { messages });
    // Ollama has no code for it, and says it in words that are its own.
    const expected: ErrorKind = wire === "ollama-chat" ? "invalid_request" : "context_length";
    assert(kind === "context_length" || kind === expected, kind);
    assertEquals([decision.retry, noted], ["no", "context_length"]);
  });

  Deno.test(`${door}: a parameter that is refused is named`, async () => {
    const refused = await failure({ refuses: ["temperature"] }, { temperature: 0.5 });
    assertEquals([refused.kind, refused.decision.retry, refused.noted], ["invalid_request", "no", "unsupported"]);
    assertStringIncludes(refused.message, "temperature");
    const tools = await failure({ refuses: ["tools"] }, { tools: [TOOL] });
    assertStringIncludes(tools.message, "tools");
    const images: ChatRequest["messages"] = [{
      role: "user",
      content: [{ type: "text", text: "What?" }, { type: "image", url: "data:image/png;base64,AAAA" }],
    }];
    assertStringIncludes((await failure({ refuses: ["images"] }, { messages: images })).message, "images");
  });

  Deno.test(`${door}: a value out of its range is invalid`, async () => {
    const { kind, message } = await failure({}, { temperature: 3 });
    assertEquals(kind, "invalid_request");
    assertStringIncludes(message, "between 0 and 2");
  });
}

const post = async (path: string, body: string) => {
  const { server } = simulate();
  const response = await server.handle(new Request(`http://simulated${path}`, { method: "POST", body }));
  return [response.status, await response.text()] as const;
};

Deno.test("a body that is no JSON object, and a path that leads nowhere, are told in each format's own way", async () => {
  const paths = ["/v1/chat/completions", "/v1/messages", "/v1beta/models/x:generateContent", "/v2/chat", "/api/chat"];
  for (const path of paths) {
    for (const body of ["not JSON", "[1]", ""]) {
      const [status, text] = await post(path, body);
      assertEquals(status, 400);
      assert(JSON.stringify(JSON.parse(text)).includes("no JSON object"), text);
    }
    const [status, text] = await post(`${path}/nowhere`, "{}");
    assertEquals(status, 404);
    assertStringIncludes(text, "nowhere");
  }
});

Deno.test("what only one format knows is checked there", async () => {
  const messages = [{ role: "user", content: "Hello" }];
  const sent = (body: object) => JSON.stringify({ model: "simulated/plain", messages, ...body });
  const [noLimit, words] = await post("/v1/messages", sent({}));
  assertEquals(noLimit, 400);
  assertStringIncludes(words, "max_tokens");
  assertEquals((await post("/v1/chat/completions", sent({ n: 2 })))[0], 400);
  assertEquals((await post("/v1/chat/completions", sent({ n: 1 })))[0], 200);
  assertEquals((await post("/v2/chat", sent({ logprobs: true })))[0], 400);
  // As much as there is room for.
  assertEquals((await post("/api/chat", sent({ options: { num_predict: -1 } })))[0], 200);
  const many = { contents: [{ parts: [{ text: "Hello" }] }], generationConfig: { candidateCount: 2 } };
  assertEquals((await post("/v1beta/models/simulated/plain:generateContent", JSON.stringify(many)))[0], 400);
});

Deno.test("a choice of a tool that is not there is invalid", async () => {
  for (const more of [{ toolChoice: "required" }, { toolChoice: { name: "nobody" }, tools: [TOOL] }] as const) {
    const { outcome } = await ask(simulate(), "openai-chat", question(more));
    assertEquals([failureOf(outcome).kind, failureOf(outcome).code], ["invalid_request", "invalid_value"]);
  }
});

Deno.test("a request without messages is invalid", async () => {
  const { outcome } = await ask(simulate(), "openai-chat", question({ messages: [] }));
  assertStringIncludes(failureOf(outcome).message, "messages");
});
