import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { VirtualClock } from "../../../src/base/mod.ts";
import { between, drawCount, pick, randomOf } from "../../../src/provider/simulated/_draws.ts";
import { PrefixCache } from "../../../src/provider/simulated/_prefix_cache.ts";
import { rateLimiter } from "../../../src/provider/simulated/_rate_limiter.ts";
import { countTokens, promptTokens, tokensOf } from "../../../src/provider/simulated/_tokens.ts";
import { sentences } from "../../../src/provider/simulated/_words.ts";
import type { ChatMessage, ChatRequest } from "../../../src/spec/mod.ts";

const anyText = fc.string({ unit: "grapheme" });

const anyMessage: fc.Arbitrary<ChatMessage> = fc.oneof(
  fc.record({ role: fc.constantFrom("system" as const, "user" as const), content: anyText }),
  anyText.map((text): ChatMessage => ({
    role: "user",
    content: [{ type: "text", text }, { type: "image", url: "data:image/png;base64,AAAA" }],
  })),
  anyText.map((text): ChatMessage => ({
    role: "assistant",
    content: null,
    toolCalls: [{ id: "call_1", name: "look", arguments: JSON.stringify({ text }) }],
  })),
  anyText.map((content): ChatMessage => ({ role: "tool", toolCallId: "call_1", content })),
  fc.constant<ChatMessage>({
    role: "user",
    content: [{ type: "native", wire: "anthropic-messages", value: { type: "document", title: "A" } }],
  }),
);

const ofMessages = (messages: readonly ChatMessage[]): ChatRequest => ({ messages, stream: false });

Deno.test("the tokens of a text are the text, cut up", () => {
  fc.assert(fc.property(anyText, (text) => {
    const tokens = tokensOf(text);
    assertEquals(tokens.join(""), text);
    assertEquals(countTokens(text), tokens.length);
    assert(tokens.every((token) => token !== "" && [...token].length <= 7));
  }));
});

Deno.test("a text is written of exactly so many tokens", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 500 }), fc.integer(), (count, seed) => {
    const text = sentences(randomOf(seed), count);
    assertEquals(countTokens(text), count);
    assertEquals(text.trim(), text);
    if (count > 1) assert(/^[A-Z].*\.$/s.test(text) || count < 3, text);
  }));
});

Deno.test("every message adds to a prompt, images by their number", () => {
  fc.assert(fc.property(fc.array(anyMessage, { minLength: 1 }), fc.nat(1000), (messages, imageTokens) => {
    const all = promptTokens(ofMessages(messages), imageTokens);
    const fewer = promptTokens(ofMessages(messages.slice(0, -1)), imageTokens);
    assert(all.total > fewer.total);
    assertEquals(all.imageTokens, all.images * imageTokens);
    assertEquals(all.parts.length, messages.length + 1);
    assertEquals(all.total, all.parts.reduce((sum, { tokens }) => sum + tokens, 0) + all.imageTokens);
  }));
});

Deno.test("tools are part of the prompt", () => {
  const plain = ofMessages([{ role: "user", content: "Hello" }]);
  const tools = [{ name: "look", description: "Looks around", parameters: { type: "object" } }];
  assert(promptTokens({ ...plain, tools }, 0).total > promptTokens(plain, 0).total + 10);
});

Deno.test("a conversation that goes on reads all that it had from the cache", () => {
  fc.assert(fc.property(fc.array(anyMessage, { minLength: 2, maxLength: 6 }), (messages) => {
    const cache = new PrefixCache({ minTokens: 1, countsWrites: true }, new VirtualClock());
    let kept = 0;
    for (let turn = 1; turn <= messages.length; turn++) {
      const prompt = promptTokens(ofMessages(messages.slice(0, turn)), 0);
      const { cacheReadTokens, cacheWriteTokens } = cache.read(prompt);
      assertEquals(cacheReadTokens, kept);
      // All but the last message, which is what is asked.
      kept = prompt.total - prompt.parts.at(-1)!.tokens;
      assertEquals(cacheReadTokens + cacheWriteTokens, kept);
    }
  }));
});

Deno.test("another beginning is not read from the cache", () => {
  const cache = new PrefixCache({ minTokens: 1 }, new VirtualClock());
  const prompt = (system: string) =>
    promptTokens(ofMessages([{ role: "system", content: system }, { role: "user", content: "Hello" }]), 0);
  cache.read(prompt("Be brief"));
  assertEquals(cache.read(prompt("Be verbose")).cacheReadTokens, 0);
  assert(cache.read(prompt("Be brief")).cacheReadTokens > 0);
});

Deno.test("in no minute are more requests let through than the limit says, and no fewer where they are asked for", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 30 }),
      async (limit, gapsMs) => {
        const clock = new VirtualClock();
        const limiter = rateLimiter(limit, "sliding", clock);
        const admittedMs: number[] = [];
        for (const gapMs of gapsMs) {
          await clock.advance(gapMs);
          const { isAdmitted, remaining, resetMs } = limiter.admit();
          const recent = admittedMs.filter((ms) => clock.nowMs() - ms < 60_000).length;
          assertEquals(isAdmitted, recent < limit);
          assertEquals(remaining, limit - recent - (isAdmitted ? 1 : 0));
          assert(resetMs > 0 && resetMs <= 60_000);
          if (isAdmitted) admittedMs.push(clock.nowMs());
        }
      },
    ),
    { numRuns: 20 },
  );
});

Deno.test("what is drawn stays within what it is drawn from", () => {
  fc.assert(fc.property(fc.integer(), fc.nat(20), fc.array(fc.nat(), { minLength: 1 }), (seed, width, list) => {
    const random = randomOf("draws", seed);
    const whole = between(random, [5, 5 + width]);
    assert(Number.isInteger(whole) && whole >= 5 && whole <= 5 + width);
    assert(list.includes(pick(random, list)));
    assert(drawCount({ kind: "normal", mean: 0, deviation: 1 }, { random, least: 3 }) >= 3);
  }));
});
