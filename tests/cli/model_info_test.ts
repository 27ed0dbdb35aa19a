import { assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/main.ts";
import { testIo } from "./_test_io.ts";

async function info(words: string) {
  const io = testIo({ env: { TAPEDECK_CATALOG: ":memory:" } });
  const code = await main(["model", "info", ...words.split(" ")], io);
  return { code, ...io.written };
}

Deno.test("the key of an endpoint shows that one alone", async () => {
  const { stdout } = await info("openai/gpt-4o@openrouter/azure");
  assertStringIncludes(stdout, "\n1 endpoint\n");
  assertStringIncludes(stdout, "@openrouter/azure");
  const document = JSON.parse((await info("openai/gpt-4o@openrouter/azure --json")).stdout);
  assertEquals([document.model, document.endpoints.length], ["openai/gpt-4o", 1]);
});

Deno.test("an endpoint that the model does not have is an error with the nearest", async () => {
  const mistyped = await info("openai/gpt-4o@openrouter/azur");
  assertEquals(mistyped.code, 1);
  assertStringIncludes(mistyped.stderr, 'did you mean "@openrouter/azure"?');
  assertStringIncludes((await info("openai/gpt-4x@openrouter")).stderr, "Cannot show the model");
});

Deno.test("a limit that nobody knows is left out", async () => {
  const { stdout } = await info("~x-ai/grok-latest");
  assertStringIncludes(stdout, "500,000 tokens\n");
});
