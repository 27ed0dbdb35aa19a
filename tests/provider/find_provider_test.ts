import { assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { findProvider, providerRows } from "../../src/provider/mod.ts";

Deno.test("a provider is found by its key and by the names that others have for it", () => {
  for (const row of providerRows) assertEquals(findProvider(row.key), row);
  const others = { "google": "gemini", "x-ai": "xai", "llama.cpp": "llama-cpp", "togetherai": "together" };
  for (const [name, key] of Object.entries(others)) assertEquals(findProvider(name).key, key);
});

Deno.test("a name that nobody has is answered with the nearest", () => {
  const error = assertThrows(() => findProvider("openrouterr"), UserError);
  assertEquals(error.exitCode, 2);
  assertEquals(error.message.endsWith('current value is "openrouterr" (did you mean "openrouter"?)'), true);
  assertThrows(() => findProvider("toString"), UserError, 'current value is "toString"');
});
