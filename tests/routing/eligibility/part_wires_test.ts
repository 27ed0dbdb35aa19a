import { assertEquals } from "@std/assert";
import { eligible, partWires } from "../../../src/routing/eligibility/mod.ts";
import type { ChatMessage, Endpoint, NativePart } from "../../../src/spec/mod.ts";

const native = (wire: string): NativePart => ({ type: "native", wire, value: { type: "file" } });
const wiresOf = (...messages: ChatMessage[]) => partWires({ messages, stream: false });

function candidate(provider: string, wire: string) {
  const endpoint: Endpoint = {
    key: `m@${provider}`,
    model: "m",
    provider,
    baseUrl: `http://${provider}`,
    wireModel: "m",
    wire,
    price: null,
    credential: null,
  };
  return { endpoint, record: null, health: null };
}

Deno.test("parts that one format alone can write name it, those of the model's own turns do not", () => {
  assertEquals(wiresOf({ role: "user", content: "Hello" }), []);
  assertEquals(wiresOf({ role: "user", content: [native("a"), native("a"), { type: "text", text: "x" }] }), ["a"]);
  assertEquals(wiresOf({ role: "tool", toolCallId: "1", content: [native("b")] }), ["b"]);
  assertEquals(wiresOf({ role: "assistant", content: [native("c")] }, { role: "assistant", content: null }), []);
});

Deno.test("an endpoint of another format is not asked for an answer to half of the question", () => {
  const candidates = [candidate("one", "a"), candidate("two", "b")];
  const { accepted, rejected } = eligible(candidates, { needs: {}, partWires: ["a"] });
  assertEquals(accepted.map(({ facts }) => facts.endpoint.key), ["m@one"]);
  assertEquals(rejected, [{
    endpoint: "m@two",
    rejections: [{ rule: "parts", reason: "parts of the request are written in a, and it speaks b", change: null }],
  }]);
  assertEquals(eligible(candidates, { needs: {}, partWires: ["a", "b"] }).smallest, null);
});
