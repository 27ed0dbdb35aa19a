import { assertEquals, assertNotEquals } from "@std/assert";
import { promptCounter } from "../../../src/routing/eligibility/mod.ts";
import { roughTokenCount } from "../../../src/catalog/tokens/mod.ts";
import type { ChatRequest } from "../../../src/spec/mod.ts";

function request(length: number, maxTokens?: number): ChatRequest {
  const messages = [{ role: "user" as const, content: "word ".repeat(length / 5) }];
  return { messages, stream: false, ...(maxTokens === undefined ? {} : { maxTokens }) };
}

Deno.test("a prompt that fits with a token to each byte is not counted", async () => {
  assertEquals(await promptCounter(request(1000), { leastContextTokens: 4000 }), roughTokenCount);
  assertEquals(await promptCounter(request(1_000_000), { leastContextTokens: null }), roughTokenCount);
});

Deno.test("a prompt that may not fit is counted, and so is one whose number matters", async () => {
  const long = await promptCounter(request(1000, 3000), { leastContextTokens: 4000 });
  assertNotEquals(long, roughTokenCount);
  assertEquals(long("What is the capital of France?"), 7);
  assertNotEquals(await promptCounter(request(10), { leastContextTokens: 4000, exact: true }), roughTokenCount);
});
