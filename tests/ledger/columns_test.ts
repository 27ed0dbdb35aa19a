import { assert, assertEquals, assertMatch } from "@std/assert";
import { ATTEMPT_FIELDS } from "../../src/ledger/_attempt_fields.ts";
import { resultColumns, runShape } from "../../src/ledger/mod.ts";
import type { Attempt } from "../../src/spec/mod.ts";
import { makeAttempt } from "../support/attempts.ts";

const SHAPE = runShape({ temperature: [0, 0.5], stop: ["a", ["b"]], stream: [true] }, ["exact", "regex"]);

function read(name: string, change: Partial<Attempt>): unknown {
  const column = resultColumns(SHAPE).find((column) => column.name === name);
  assert(column !== undefined, `there is no column ${name}`);
  return column.read(makeAttempt(change));
}

Deno.test("every field of an attempt is a column, and each name stands once", () => {
  const names = resultColumns(SHAPE).map((column) => column.name);
  assertEquals(new Set(names).size, names.length);
  for (const { column } of ATTEMPT_FIELDS) {
    if (column !== "axes" && column !== "scores") assert(names.includes(column), `${column} is no column`);
  }
});

Deno.test("the axes and the scorers are flattened in their order", () => {
  const names = resultColumns(SHAPE).map((column) => column.name);
  assertEquals(names.filter((name) => name.startsWith("param_")), ["param_temperature", "param_stop", "param_stream"]);
  assertEquals(names.filter((name) => name.startsWith("score")), ["score_exact", "score_regex", "score"]);
});

Deno.test("every column has a type without surprises, a unit where its name has one, and a meaning", () => {
  const units: [RegExp, string][] = [[/_ms$/, "ms"], [/_tokens$/, "tokens"], [/_tps$/, "tokens/s"], [/_usd$/, "US$"]];
  for (const column of resultColumns(SHAPE)) {
    assertMatch(column.type, /^(utf8|i64|f64|bool)$/);
    assertMatch(column.meaning, /^[A-Z][^\n]*\.$/);
    assertEquals(column.unit, units.find(([pattern]) => pattern.test(column.name))?.[1] ?? null, column.name);
  }
});

Deno.test("a value has the type of its column, in every row", () => {
  const types = { utf8: "string", i64: "number", f64: "number", bool: "boolean" };
  const attempt = makeAttempt({
    axes: { temperature: 0.5, stop: ["b"], stream: true },
    scores: { exact: 1, regex: 0 },
  });
  for (const column of resultColumns(SHAPE)) {
    const value = column.read(attempt);
    if (value !== null) assertEquals(typeof value, types[column.type], column.name);
  }
});

Deno.test("an exact cost is read as the nearest double, and an unknown one as null", () => {
  assertEquals(read("cost_usd", { costUsd: "0.1000000000000000000000001" }), 0.1);
  assertEquals(read("cost_usd", { costUsd: "0" }), 0);
  assertEquals(read("cost_usd", { costUsd: null }), null);
});

Deno.test("an axis of mixed values shows text as it is and the rest as JSON", () => {
  assertEquals(read("param_stop", { axes: { stop: "a" } }), "a");
  assertEquals(read("param_stop", { axes: { stop: ["b", { z: 1, a: null }] } }), '["b",{"a":null,"z":1}]');
  assertEquals(read("param_stop", { axes: { stop: 3 } }), "3");
  assertEquals(read("param_stop", { axes: { stop: null } }), null);
  assertEquals(read("param_stop", { axes: {} }), null);
});

Deno.test("a scorer that did not apply or did not run is null, never 0", () => {
  assertEquals(read("score_exact", { scores: { exact: 0 } }), 0);
  assertEquals(read("score_exact", { scores: { exact: null } }), null);
  assertEquals(read("score_exact", { scores: {} }), null);
});

Deno.test("an axis may be called like a method of every object", () => {
  const [column] = resultColumns(runShape({ constructor: [1] }, ["toString"])).filter((c) =>
    c.name.startsWith("param_")
  );
  assertEquals(column.read(makeAttempt({ axes: {} })), null);
  assertEquals(column.read(makeAttempt({ axes: { constructor: 1 } })), 1);
});
