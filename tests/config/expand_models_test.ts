import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { UserError } from "../../src/base/mod.ts";
import { expandModels, type ModelNames } from "../../src/config/mod.ts";

const KNOWN = [
  "openai/o4-mini",
  "openai/o4-mini:free",
  "openai/gpt-5",
  "openai/gpt-5-mini",
  "anthropic/claude-sonnet-5",
  "meta-llama/llama-3.1-8b",
];

const expand = (names: readonly string[], among: Partial<ModelNames> = {}) =>
  expandModels(names, { aliases: {}, groups: {}, providers: {}, known: KNOWN, ...among });

Deno.test("an id stands for itself, known or not", () => {
  assertEquals(expand(["openai/gpt-5", "acme/parrot", "gpt-5"]).models, ["openai/gpt-5", "acme/parrot", "gpt-5"]);
});

Deno.test("a pattern stands for the known models that fit, by the alphabet", () => {
  assertEquals(expand(["openai/*-mini"]).models, ["openai/gpt-5-mini", "openai/o4-mini"]);
  assertEquals(expand(["openai/*"]).models, ["openai/gpt-5", "openai/gpt-5-mini", "openai/o4-mini"]);
  assertEquals(expand(["*/*:free"]).models, ["openai/o4-mini:free"]);
  assertEquals(expand(["openai/gpt-?"]).models, ["openai/gpt-5"]);
  assertEquals(expand(["meta-llama/llama-3.1-*"]).models, ["meta-llama/llama-3.1-8b"]);
});

Deno.test("a star is not a slash, and a dot is a dot", () => {
  assertEquals(expand(["*-mini"]), { models: [], unmatched: ["*-mini"] });
  assertEquals(expand(["meta-llama/llama-3x1-*"]).unmatched, ["meta-llama/llama-3x1-*"]);
});

Deno.test("a group stands for its members in their order, each once", () => {
  const groups = { cheap: ["fast", "openai/*-mini"], all: ["cheap", "openai/gpt-5", "openai/o4-mini"] };
  const aliases = { fast: "openai/o4-mini" };
  assertEquals(expand(["all"], { groups, aliases }).models, ["openai/o4-mini", "openai/gpt-5-mini", "openai/gpt-5"]);
});

Deno.test("a model, an alias and a group go to a provider together", () => {
  const groups = { cheap: ["fast", "acme/parrot@box/q4"] };
  const aliases = { fast: "openai/o4-mini" };
  const providers = { or: "openrouter" };
  assertEquals(expand(["cheap@or/azure", "openai/gpt-5@or"], { groups, aliases, providers }).models, [
    "openai/o4-mini@openrouter/azure",
    "acme/parrot@box/q4",
    "openai/gpt-5@openrouter",
  ]);
  assertEquals(expand(["openai/*-mini@or"], { providers }).models, [
    "openai/gpt-5-mini@openrouter",
    "openai/o4-mini@openrouter",
  ]);
});

for (
  const [name, among, circle] of [
    ["a", { groups: { a: ["b"], b: ["a"] } }, '"a" → "b" → "a"'],
    ["a", { aliases: { a: "a" } }, '"a" → "a"'],
    ["x", { groups: { x: ["a"], a: ["openai/o1", "a"] } }, '"a" → "a"'],
    ["a", { aliases: { a: "a@or" } }, '"a" → "a@or" → "a"'],
  ] as const
) {
  Deno.test(`a name that stands for itself is an error: ${circle}`, () => {
    assertThrows(() => expand([name], among), UserError, circle);
  });
}

Deno.test("a pattern in a group that nothing fits is told, and the others stay", () => {
  assertEquals(expand(["g"], { groups: { g: ["nobody/*", "openai/gpt-5"] } }), {
    models: ["openai/gpt-5"],
    unmatched: ["nobody/*"],
  });
});

Deno.test("what names stand for stands for itself, and comes in the same order each time", () => {
  const names = fc.constantFrom("a", "b", "c", "d", "openai/*", "*/*", "openai/gpt-5", "acme/x@or", "b@or");
  // Groups name later ones only, so that no circle comes about.
  const groups = fc.record({
    a: fc.array(fc.constantFrom("b", "c", "openai/*-mini", "acme/x")),
    b: fc.array(fc.constantFrom("c", "d", "anthropic/*")),
    c: fc.array(fc.constantFrom("d", "openai/o4-mini@or")),
  });
  const aliases = { d: "openai/gpt-5-mini" };
  const providers = { or: "openrouter" };
  fc.assert(fc.property(fc.array(names), groups, fc.shuffledSubarray(KNOWN, { minLength: KNOWN.length }), (
    names,
    groups,
    known,
  ) => {
    const { models } = expand(names, { groups, aliases, providers });
    assertEquals(expand(models, { groups, aliases, providers }), { models, unmatched: [] });
    assertEquals(new Set(models).size, models.length);
    assertEquals(expand(names, { groups, aliases, providers, known }).models, models);
    assertEquals(expand([...names, ...names], { groups, aliases, providers }).models, models);
  }));
});
