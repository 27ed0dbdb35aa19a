import { assertEquals } from "@std/assert";
import { canonicalHeader, canonicalLine } from "../../../src/cassette/upkeep/_canonical_line.ts";
import { schemaText } from "../../../src/cassette/write_schema.ts";
import { headerLine, interactionLine } from "./support.ts";

// deno-lint-ignore no-explicit-any
type Schema = any;

/** Every field of a schema's objects, in the order of the schema, where the value itself says nothing of an order. */
function namesOf(schema: Schema): string[] {
  return Object.keys(schema.properties);
}

Deno.test("every field of the format has a place in a line", () => {
  const [header, interaction, decision] = JSON.parse(schemaText()).oneOf as Schema[];
  const shuffled = (schema: Schema) => Object.fromEntries(namesOf(schema).toReversed().map((name) => [name, 1]));
  const { request, response, failure, caller, answered } = interaction.properties;
  // The fields' own order is that of the schema, which is that of the tape.
  assertEquals(Object.keys(JSON.parse(canonicalHeader(shuffled(header) as Schema))), namesOf(header));
  assertEquals(
    Object.keys(JSON.parse(canonicalLine({ ...shuffled(decision), kind: "decision" } as Schema))),
    namesOf(decision),
  );
  const line = {
    ...shuffled(interaction),
    kind: "http",
    bound: {},
    request: { ...shuffled(request), headers: {} },
    response: { ...shuffled(response), headers: {} },
    failure: shuffled(failure),
    caller: shuffled(caller),
    answered: shuffled(answered),
  } as Schema;
  const ordered = JSON.parse(canonicalLine(line));
  assertEquals(Object.keys(ordered), namesOf(interaction));
  for (const [name, schema] of Object.entries({ request, response, failure, caller, answered })) {
    assertEquals(Object.keys(ordered[name]), namesOf(schema), name);
  }
});

Deno.test("what is written anew is what the tape writes", () => {
  const line = interactionLine();
  assertEquals(canonicalLine(JSON.parse(line)), line);
  assertEquals(canonicalHeader(JSON.parse(headerLine())), headerLine());
});

Deno.test("bodies keep the order of their names", () => {
  const line = interactionLine({ body: { z: 1, a: { y: 2, b: [] } } });
  assertEquals(canonicalLine(JSON.parse(line)), line);
});
