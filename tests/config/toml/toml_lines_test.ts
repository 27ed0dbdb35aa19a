import fc from "fast-check";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { parse, stringify } from "@std/toml";
import { tomlLines } from "../../../src/config/toml/toml_lines.ts";

const TEXT = `# a comment with key = 1
name = "x" # another
deep.er."quoted \\"key\\"" = 1

[grid]
temperature = [
  0.1, # first
  0.2,
]
inline = { start = 0, nested = { stop = [1,
  2] } }
text = """
not = "a key"
[nor a table]"""
'literal key' = '''
one
two''''
after = 1979-05-27T07:32:00Z

[[endpoints]]
key = "a"
[endpoints.parameters]
seed = 1

[[endpoints]]
key = "b"
[[endpoints.sub]]
x = 1
[[endpoints.sub]]
x = 2
`;

Deno.test("keys, tables and list items are found on the lines where they begin", () => {
  const lineOf = tomlLines(TEXT);
  assertEquals(lineOf(["name"]), 2);
  assertEquals(lineOf(["deep", "er", 'quoted "key"']), 3);
  assertEquals(lineOf(["grid"]), 5);
  assertEquals(lineOf(["grid", "temperature"]), 6);
  assertEquals(lineOf(["grid", "temperature", 0]), 7);
  assertEquals(lineOf(["grid", "temperature", 1]), 8);
  assertEquals(lineOf(["grid", "inline", "nested"]), 10);
  assertEquals(lineOf(["grid", "inline", "nested", "stop", 1]), 11);
  assertEquals(lineOf(["grid", "text"]), 12);
  assertEquals(lineOf(["grid", "literal key"]), 15);
  assertEquals(lineOf(["grid", "after"]), 18);
});

Deno.test("tables of a list are counted, and so are those inside of them", () => {
  const lineOf = tomlLines(TEXT);
  assertEquals(lineOf(["endpoints", 0, "key"]), 21);
  assertEquals(lineOf(["endpoints", 0, "parameters", "seed"]), 23);
  assertEquals(lineOf(["endpoints", 1]), 25);
  assertEquals(lineOf(["endpoints", 1, "key"]), 26);
  assertEquals(lineOf(["endpoints", 1, "sub", 0, "x"]), 28);
  assertEquals(lineOf(["endpoints", 1, "sub", 1, "x"]), 30);
});

Deno.test("an unknown path gets the line of its nearest known parent", () => {
  const lineOf = tomlLines(TEXT);
  assertEquals(lineOf(["endpoints", 0, "missing", "deeper"]), 20);
  assertEquals(lineOf(["nothing"]), 1);
  assertEquals(tomlLines("")(["nothing"]), null);
});

Deno.test("lines are right with Windows line ends", () => {
  const lineOf = tomlLines(TEXT.replaceAll("\n", "\r\n"));
  assertEquals(lineOf(["grid", "after"]), 18);
  assertEquals(lineOf(["endpoints", 1, "sub", 1, "x"]), 30);
});

Deno.test("a text that is cut off anywhere is scanned to its end", () => {
  for (let length = 0; length < TEXT.length; length++) tomlLines(TEXT.slice(0, length));
});

/** Tables of tables, lists and values, with keys of every kind. */
const key = fc.oneof(fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/), fc.string({ minLength: 1, maxLength: 5 }))
  .filter((name) => name !== "__proto__");
const leaf = fc.oneof(fc.integer(), fc.boolean(), fc.string(), fc.array(fc.string(), { maxLength: 3 }));
const { document } = fc.letrec((tie) => ({
  document: fc.dictionary(key, tie("value"), { maxKeys: 5 }),
  value: fc.oneof(
    { depthSize: "small" },
    leaf,
    tie("document"),
    fc.array(tie("document"), { minLength: 1, maxLength: 3 }),
  ),
}));

function pathsOf(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return [path];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...entries.flatMap(([part, one]) => pathsOf(one, [...path, part]))];
}

Deno.test("whatever a program writes, each key is on the line that names it", () => {
  fc.assert(
    fc.property(document, (written) => {
      const text = stringify(written as Record<string, unknown>);
      const lineOf = tomlLines(text);
      for (const path of pathsOf(parse(text))) {
        const last = path.at(-1);
        if (typeof last !== "string" || !/^[A-Za-z0-9_-]+$/.test(last)) continue;
        assertStringIncludes(text.split("\n")[lineOf(path)! - 1], last);
      }
    }),
    { numRuns: 300 },
  );
});
