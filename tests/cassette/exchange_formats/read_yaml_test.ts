import { assert, assertEquals, assertThrows } from "@std/assert";
import { readYaml } from "../../../src/cassette/exchange_formats/_read_yaml.ts";
import { canonicalText, parseForeignJson } from "../../../src/cassette/exchange_formats/_foreign_value.ts";

Deno.test("unquoted texts mean what they mean for PyYAML, which wrote them", () => {
  const meanings: { [text: string]: unknown } = {
    "1e5": "1e5",
    "1.0e-05": 1e-5,
    "y": "y",
    "n": "n",
    "yes": true,
    "Off": false,
    "on": true,
    "~": null,
    "Null": null,
    "0": 0,
    "-12": -12,
    "+7": 7,
    "0x1F": 31,
    "-0b11": -3,
    "010": 8,
    "08": "08",
    "1_000": 1000,
    "12:30:45": 45045,
    "09:30:00": "09:30:00",
    "1.5": 1.5,
    ".5": 0.5,
    "1.": 1,
    "2024-01-01": "2024-01-01",
    "12345678901234567890": 12345678901234567890n,
    "0o17": "0o17",
    "-.inf": -Infinity,
    "1.2.3": "1.2.3",
  };
  for (const [text, value] of Object.entries(meanings)) {
    assertEquals<unknown>(readYaml(`- ${text}`, "pyyaml").value, [value], text);
  }
  assert(Number.isNaN((readYaml("- .nan", "pyyaml").value as number[])[0]));
  for (const text of Object.keys(meanings)) assertEquals(readYaml(`- ${text}`, "texts").value, [text]);
});

Deno.test("quoted texts are texts, tags tell bytes, and names stay as they are", () => {
  const text = `
plain: 'yes'
double: "\\x41\\u00e9\\n"
folded: 'one
  two'
bytes: !!binary |
  aGVs
  bG8=
ruby: !binary |-
  aGk=
number: !!int "5"
unicode: !!python/unicode 'x'
pair: !!python/tuple [1, 2]
stream: !!python/object/new:_io.BytesIO
  state: !!python/tuple
  - !!binary aGk=
  - 0
  - null
on: 1
__proto__: 2
`;
  const { value } = readYaml(text, "pyyaml");
  const bytes = (text: string) => new TextEncoder().encode(text);
  const expected: [string, unknown][] = [
    ["plain", "yes"],
    ["double", "Aé\n"],
    ["folded", "one two"],
    ["bytes", bytes("hello")],
    ["ruby", bytes("hi")],
    ["number", 5],
    ["unicode", "x"],
    ["pair", [1, 2]],
    ["stream", bytes("hi")],
    ["on", 1],
    ["__proto__", 2],
  ];
  assertEquals<unknown>(Object.entries(value as object), expected);
});

Deno.test("a tag that would run code is refused", () => {
  for (
    const tag of [
      "!!python/object/apply:os.system ['true']",
      "!!python/name:os.system ''",
      "!!python/object/new:os.system [x]",
      "!ruby/object:Gem::Installer {i: x}",
      "!!js/function 'x'",
    ]
  ) {
    assertThrows(() => readYaml(`a: ${tag}`, "pyyaml"), SyntaxError, "line 1: ");
  }
});

Deno.test("aliases are followed, and cannot fill the memory or turn in circles", () => {
  assertEquals(readYaml("a: &x [1]\nb: *x\n", "pyyaml").value, { a: [1], b: [1] });
  const many = Array.from({ length: 5000 }, () => "- *x").join("\n");
  assertEquals((readYaml(`a: &x [gzip]\nb:\n${many}`, "pyyaml").value as { b: unknown[] }).b.length, 5000);
  const level = (n: number) => `a${n}: &a${n} [${Array(10).fill(n === 0 ? "x" : `*a${n - 1}`).join(", ")}]`;
  const bomb = Array.from({ length: 12 }, (_, n) => level(n)).join("\n");
  assertThrows(() => readYaml(bomb, "pyyaml"), SyntaxError, "its aliases repeat too much");
  assertThrows(() => readYaml("a: &a [*a]", "pyyaml"), SyntaxError, "levels");
  assertThrows(() => readYaml("a: *nothing", "pyyaml"), SyntaxError);
});

Deno.test("a stray line costs the header in which it stands, and nothing else is passed over", () => {
  const file = (headers: string, body: string) => `response:\n  headers:\n${headers}  body: ${body}\n  code: 200\n`;
  const stray = "    a:\n    - '1'\n      stray; Path=/\n    b:\n    - '2'\n";
  const { value, warnings } = readYaml(file(stray, "'x'"), "pyyaml");
  assertEquals(value, { response: { headers: { b: ["2"] }, body: "x", code: 200 } });
  assertEquals(warnings, ['line 5: the header "a" is damaged and was left out (Sequence item without - indicator)']);
  for (
    const broken of [
      file("    a:\n    - '1\n    b:\n    - '2'\n", "'x'"),
      file("    a: 1\n", "'x"),
      `body:\n- 'a'\n  stray\nheaders: {}\n`,
      file("    a: 1\n    a: 2\n", "x"),
    ]
  ) {
    assertThrows(() => readYaml(broken, "pyyaml"), SyntaxError, "line ");
  }
});

Deno.test("whole numbers of any size keep their digits in a body that is made again", () => {
  assertEquals(
    canonicalText(parseForeignJson('{"b":12345678901234567890,"a":[1.50,-0,1e21]}')),
    '{"a":[1.5,0,1e+21],"b":12345678901234567890}',
  );
  assertThrows(() => canonicalText({ a: NaN }), TypeError);
  assertThrows(() => canonicalText([new Uint8Array()]), TypeError);
});
