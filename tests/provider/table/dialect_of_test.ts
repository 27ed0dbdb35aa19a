import { assertEquals } from "@std/assert";
import { findProvider } from "../../../src/provider/mod.ts";
import { dialectOf, rowNames, rowOf } from "../../../src/provider/table/mod.ts";

const PLAIN = { renames: {}, refuses: [] };

Deno.test("an endpoint's own dialect comes first, then its provider's, then the plain one", () => {
  const own = { renames: { a: "b" }, refuses: ["c"] };
  assertEquals(dialectOf({ dialect: own, provider: "openai", wire: "openai-chat" }), own);
  assertEquals(dialectOf({ provider: "openai", wire: "openai-chat" }), findProvider("openai").dialect);
  assertEquals(dialectOf({ provider: "somebody", wire: "openai-chat" }), PLAIN);
});

Deno.test("behind another door a provider has no names of its own", () => {
  assertEquals(dialectOf({ provider: "openai", wire: "anthropic-messages" }), PLAIN);
  assertEquals(dialectOf({ provider: "ollama", wire: "openai-chat" }), PLAIN);
});

Deno.test("a server goes by any of its names", () => {
  for (const name of ["llama-cpp", "llama.cpp", "llamacpp", "llama-server"]) {
    assertEquals(dialectOf({ provider: name, wire: "openai-chat" }).renames, { repetition_penalty: "repeat_penalty" });
  }
  for (const name of rowNames()) assertEquals(typeof rowOf(name)?.key, "string", name);
  for (const name of ["", "constructor", "__proto__", "OpenAI"]) assertEquals(rowOf(name), null, name);
});
