import { assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/main.ts";
import { testIo } from "./_test_io.ts";

async function model(words: string) {
  const io = testIo({ env: { TAPEDECK_CATALOG: ":memory:" } });
  const code = await main(["model", ...words.split(" ")], io);
  return { code, ...io.written };
}

function info(words: string) {
  return model(`info ${words}`);
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

Deno.test("a search of a provider of which nothing is known says why", async () => {
  const { code, stderr } = await model("search claude --provider anthropic");
  assertEquals(code, 1);
  assertStringIncludes(stderr, "as ANTHROPIC_API_KEY is not set, and it needs a key (set it, and --refresh");
});

Deno.test("a list that a limit cuts says which limit shows all", async () => {
  assertStringIncludes((await model("list --curated")).stdout, "Curated: ");
  assertStringIncludes((await model("list --curated --limit 1")).stdout, "more: --limit ");
  assertStringIncludes((await model("list")).stdout, "more: --curated shows all");
});
