import fc from "fast-check";
import type { ParameterLayer, ParameterLevel, ParameterTable } from "../../src/config/mod.ts";
import type { ChatParameters, JsonObject, JsonValue } from "../../src/spec/mod.ts";

const LEVELS: readonly ParameterLevel[] = ["global", "provider", "model", "preset", "profile", "plan", "request"];

const leaf: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.integer(),
  fc.constantFrom("a", "b", true, null),
  fc.constant<JsonValue>([1, 2]),
);
/** Tables in tables under few names, so that layers meet. */
const extra: fc.Arbitrary<JsonObject> = fc.letrec<{ table: JsonObject; value: JsonValue }>((tie) => ({
  table: fc.dictionary(fc.constantFrom("x", "y", "z"), tie("value"), { maxKeys: 3 }),
  value: fc.oneof({ maxDepth: 2, depthIdentifier: "value" }, leaf, tie("table")),
})).table;

const set: fc.Arbitrary<ChatParameters> = fc.record({
  temperature: fc.double({ min: 0, max: 2, noNaN: true }),
  topP: fc.double({ min: 0, max: 1, noNaN: true }),
  maxTokens: fc.integer({ min: 1, max: 9999 }),
  stop: fc.array(fc.constantFrom(".", "\n"), { minLength: 1, maxLength: 2 }),
  extra: extra.filter((table) => Object.keys(table).length > 0),
}, { requiredKeys: [] });

const NAMES = ["temperature", "top_p", "max_tokens", "stop", "extra", "extra.x", "extra.x.y", "extra.z"];

/** A table of parameters. */
export const arbitraryTable: fc.Arbitrary<ParameterTable> = fc.record({
  set,
  unset: fc.subarray(NAMES, { maxLength: 2 }),
});

/** Layers, each at a place of its own. */
export const arbitraryLayers: fc.Arbitrary<ParameterLayer[]> = fc.array(arbitraryTable, { maxLength: 6 }).map((
  tables,
) => tables.map((table, i) => ({ from: LEVELS[i], table, where: () => `layer ${i}` })));
