import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseEndpointKey, parseModelKey, printEndpointKey, printModelKey } from "../../../src/catalog/ids/mod.ts";

Deno.test("a model key is an author, a slug and a variant", () => {
  assertEquals(parseModelKey("openai/gpt-4o"), {
    author: "openai",
    slug: "gpt-4o",
    variant: null,
    suffixes: [],
    floating: false,
  });
  assertEquals(parseModelKey("anthropic/claude-3.7-sonnet:thinking")!.variant, "thinking");
});

Deno.test("what only a request adds is told apart from a variant", () => {
  for (const suffix of ["nitro", "floor", "online"]) {
    const { variant, suffixes } = parseModelKey(`openai/gpt-4o:${suffix}`)!;
    assertEquals([variant, suffixes], [null, [suffix]]);
  }
  const both = parseModelKey("z-ai/glm-4.5-air:free:online:nitro")!;
  assertEquals([both.variant, both.suffixes], ["free", ["online", "nitro"]]);
});

Deno.test("a floating name says so, and names of one's own servers have no author", () => {
  assertEquals(parseModelKey("~anthropic/claude-sonnet-latest")!.floating, true);
  const local = parseModelKey("llama3.2:3b")!;
  assertEquals([local.author, local.slug, local.variant], [null, "llama3.2", "3b"]);
  assertEquals(parseModelKey("fireworks/accounts/fireworks/models/x")!.slug, "accounts/fireworks/models/x");
});

Deno.test("what is no id is none", () => {
  for (const text of ["", " ", "a b", "openai/", "/gpt", "x:", "x::free", "a/~b"]) {
    assertEquals(parseModelKey(text), null, text);
  }
});

Deno.test("parsing and printing a model key gives the same text", () => {
  fc.assert(fc.property(fc.stringMatching(/^~?[a-z0-9/.:@-]{1,30}$/), (text) => {
    const parts = parseModelKey(text);
    if (parts !== null) assertEquals(printModelKey(parts), text);
  }));
});

Deno.test("parsing never throws", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    parseModelKey(text);
    parseEndpointKey(text);
  }));
});

Deno.test("an endpoint key is a model, a provider and a tag", () => {
  assertEquals(parseEndpointKey("meta-llama/llama-3.1-8b-instruct@openrouter/deepinfra/fp8"), {
    model: "meta-llama/llama-3.1-8b-instruct",
    provider: "openrouter",
    tag: "deepinfra/fp8",
  });
  assertEquals(parseEndpointKey("gpt-4o@openai"), { model: "gpt-4o", provider: "openai", tag: null });
});

Deno.test("a model may have an @ in its name", () => {
  assertEquals(parseEndpointKey("anthropic/claude-sonnet-4@eu@requesty")!.model, "anthropic/claude-sonnet-4@eu");
});

Deno.test("what is no endpoint key is none", () => {
  for (const text of ["", "gpt-4o", "@openai", "gpt-4o@", "gpt-4o@/x", "gpt-4o@openai/", "gpt 4o@openai"]) {
    assertEquals(parseEndpointKey(text), null, text);
  }
});

Deno.test("parsing and printing an endpoint key gives the same text", () => {
  fc.assert(fc.property(fc.stringMatching(/^[a-z/:.-]{1,12}(@[a-z/.-]{1,12}){0,2}$/), (text) => {
    const parts = parseEndpointKey(text);
    if (parts !== null) assertEquals(printEndpointKey(parts), text);
  }));
});
