import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { toolCallsScorer, type ToolCallsScorerOptions } from "../../src/scoring/mod.ts";
import type { JsonValue, ToolCall } from "../../src/spec/mod.ts";

const call = (name: string, args: JsonValue | undefined = {}): ToolCall => ({
  id: "1",
  name,
  arguments: typeof args === "string" ? args : JSON.stringify(args),
});
const scored = (expected: JsonValue, toolCalls: readonly ToolCall[], options?: ToolCallsScorerOptions) =>
  toolCallsScorer(options).score({ input: "", output: "", expected, toolCalls });

const PARIS = { name: "weather", arguments: { city: "Paris", unit: "C" } };
const ROME = { name: "weather", arguments: { city: "Rome" } };

Deno.test("tool_calls: calls by name and arguments, whatever the order of members", () => {
  assertEquals(scored([PARIS], [call("weather", { unit: "C", city: "Paris" })]).score, 1);
  assertEquals(scored(PARIS, [call("weather", { unit: "C", city: "Paris" })]).score, 1);
  assertEquals(scored([PARIS], [call("weather", { city: "Paris" })]).score, 0);
  assertEquals(scored([PARIS], [call("Weather", PARIS.arguments)]).score, 0);
  assertEquals(scored([PARIS], []).score, 0);
});

Deno.test("tool_calls: a name alone takes any arguments", () => {
  assertEquals(scored(["clock"], [call("clock", { zone: "UTC" })]).score, 1);
  assertEquals(scored("clock", [call("clock", "{")]).score, 1);
  assertEquals(scored([{ name: "clock" }], [call("clock")]).score, 1);
});

Deno.test("tool_calls: no arguments are an empty table, and broken ones meet nothing", () => {
  assertEquals(scored([{ name: "clock", arguments: {} }], [call("clock", "")]).score, 1);
  assertEquals(scored([{ name: "clock", arguments: {} }], [call("clock", '{"zo')]).score, 0);
});

Deno.test("tool_calls: the share of the expected calls, and of the calls that nobody expects", () => {
  const both = [call("weather", PARIS.arguments), call("weather", ROME.arguments)];
  assertEquals(scored([PARIS, ROME], both).score, 1);
  assertEquals(scored([PARIS, ROME], both.slice(1)), {
    name: "tool_calls",
    score: 0.5,
    metadata: { called: ["weather"], missing: ["weather"] },
  });
  assertEquals(scored([PARIS], both).score, 0.5);
  assertEquals(scored([PARIS], both, { extra: "allowed" }).score, 1);
  assertEquals(scored([PARIS, PARIS], both.slice(0, 1)).score, 0.5);
});

Deno.test("tool_calls: an empty list expects no call", () => {
  assertEquals(scored([], []).score, 1);
  assertEquals(scored([], [call("clock")]).score, 0);
  assertEquals(scored([], [call("clock")], { extra: "allowed" }).score, 1);
});

Deno.test("tool_calls: expected arguments may be a part, at every depth", () => {
  const made = [call("book", { guest: { name: "Ada", age: 36 }, nights: [1, 2] })];
  const part = (value: JsonValue) => scored([{ name: "book", arguments: value }], made, { arguments: "subset" }).score;
  assertEquals(part({ guest: { name: "Ada" } }), 1);
  assertEquals(part({}), 1);
  assertEquals(part({ nights: [1] }), 0);
  assertEquals(part({ guest: { name: "Bob" } }), 0);
  assertEquals(part({ other: 1 }), 0);
  assertEquals(scored([ROME], [call("weather", {})], { arguments: "ignore" }).score, 1);
});

Deno.test("tool_calls: a wide expectation does not take the only call of a narrow one", () => {
  const made = [call("weather", PARIS.arguments), call("weather", ROME.arguments)];
  assertEquals(scored(["weather", PARIS], made).score, 1);
  assertEquals(scored([PARIS, "weather"], made.toReversed()).score, 1);
});

Deno.test("tool_calls: where the order counts, as many as come in it", () => {
  const made = ["a", "b", "c"].map((name) => call(name));
  const ordered = (expected: string[]) => scored(expected, made, { order: "same" });
  assertEquals(ordered(["a", "b", "c"]).score, 1);
  assertEquals(ordered(["c", "a", "b"]).score, 2 / 3);
  assertEquals(ordered(["c", "a", "b"]).metadata, { called: ["a", "b", "c"], missing: ["c"] });
  assertEquals(ordered(["c", "b", "a"]).score, 1 / 3);
  assertEquals(scored(["c", "b", "a"], made).score, 1);
});

Deno.test("tool_calls: the expected calls can stand in another field", () => {
  const input = { input: "", output: "", expected: "Sunny", toolCalls: [call("clock")] };
  const scorer = toolCallsScorer({ field: "calls" });
  assertEquals(scorer.score({ ...input, fields: { calls: ["clock"] } }).score, 1);
  assertEquals(scorer.score({ ...input, fields: {} }).score, null);
  assertEquals(scorer.score(input).score, null);
});

Deno.test("tool_calls: it does not apply where nobody expects calls, or knows them", () => {
  for (const none of [null, 4, "", [1], [{ tool: "clock" }], { name: 1 }] as JsonValue[]) {
    assertEquals(scored(none, []).score, null, JSON.stringify(none));
  }
  assertEquals(toolCallsScorer().score({ input: "", output: "", expected: ["clock"] }).score, null);
});

const names = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 6 });

Deno.test("tool_calls: in any order it is what the counts of the names come to; in order never more", () => {
  fc.assert(fc.property(names, names, (expected, made) => {
    const count = (list: string[], name: string) => list.filter((one) => one === name).length;
    const met = ["a", "b", "c"].reduce((sum, one) => sum + Math.min(count(expected, one), count(made, one)), 0);
    const most = Math.max(expected.length, made.length);
    const any = scored(expected, made.map((name) => call(name))).score!;
    assertEquals(any, most === 0 ? 1 : met / most);
    const same = scored(expected, made.map((name) => call(name)), { order: "same" }).score!;
    assert(same <= any && same >= 0);
    assertEquals(scored(made, made.map((name) => call(name)), { order: "same" }).score, 1);
  }));
});
