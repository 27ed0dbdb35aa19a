import fc from "fast-check";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { parse } from "@std/toml";
import { isTable } from "../../../src/base/mod.ts";
import { editToml } from "../../../src/config/toml/mod.ts";
import { type TextLine, tomlText } from "./_toml_text.ts";

type Path = readonly (string | number)[];
type Table = { readonly [key: string]: unknown };

const key = fc.constantFrom("a", "b", "c", "model", "x-1", "openai/gpt-4o", "é", "d.e", "[t]", 'q"');
const scalar = fc.oneof(fc.string(), fc.constantFrom("# no", "\n", 'a "b"', "[x]"), fc.integer(), fc.boolean());
const value = fc.letrec<{ any: unknown; table: Table }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small", maxDepth: 4 },
    scalar,
    fc.array(scalar, { maxLength: 3 }),
    tie("table"),
    fc.array(tie("table"), { maxLength: 3 }),
  ),
  table: fc.dictionary(key, tie("any"), { maxKeys: 4, noNullPrototype: true }),
}));

/** A path that is there, or leads on from one that is. */
const pathIn = (data: Table, choices: readonly number[], beyond: readonly string[]): Path => {
  const path: (string | number)[] = [];
  let at: unknown = data;
  for (const choice of choices) {
    const parts = Array.isArray(at) ? [...at.keys(), at.length] : isTable(at) ? Object.keys(at) : [];
    if (parts.length === 0) break;
    const part = parts[choice % parts.length];
    path.push(part);
    at = (at as Table)[part];
  }
  return path.length === 0 || (choices[0] % 3 === 0 && (at === undefined || isTable(at)))
    ? [...path, ...(beyond.length === 0 ? ["new"] : beyond)]
    : path;
};

const change = fc.record({
  data: value.table,
  seed: fc.nat(),
  choices: fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 4 }),
  beyond: fc.array(key, { maxLength: 2 }),
  next: value.any,
  newline: fc.constantFrom("\n", "\r\n"),
  isClosed: fc.boolean(),
});

Deno.test("after a set the text says what was meant, and every other line is as it was", () => {
  fc.assert(
    fc.property(change, ({ data, seed, choices, beyond, next, newline, isClosed }) => {
      const lines = tomlText(data, seed);
      const text = lines.map((line) => line.text).join(newline) + (isClosed ? newline : "");
      assertEquals(parse(text), data, "the generator writes what it says");
      const path = pathIn(data, choices, beyond);
      // A list of tables that gets another item is written anew, which is tested apart.
      const value = typeof path.at(-1) === "number" && !isTable(next) && isTable(data) &&
          (valueAt(data, path.slice(0, -1)) as unknown[]).every(isTable)
        ? { next }
        : next;
      const edited = editToml(text, [{ path, value }]);
      assertEquals(pruned(parse(edited)), pruned(withValue(data, path, value)));
      assertKept({ lines, path: replacedPath(data, path), edited, newline });
    }),
    { numRuns: 600 },
  );
});

Deno.test("after a deletion the text says what was meant, and every other line is as it was", () => {
  fc.assert(
    fc.property(change, ({ data, seed, choices, newline }) => {
      const lines = tomlText(data, seed);
      const text = lines.map((line) => line.text).join(newline);
      const path = pathIn(data, choices, []);
      const edited = editToml(text, [{ path }]);
      assertEquals(pruned(parse(edited)), pruned(withValue(data, path, undefined)));
      assertKept({ lines, path, edited, newline });
    }),
    { numRuns: 400 },
  );
});

Deno.test("setting what is there changes no byte", () => {
  fc.assert(
    fc.property(change, ({ data, seed, choices, newline }) => {
      const text = tomlText(data, seed).map((line) => line.text).join(newline);
      const path = pathIn(data, choices.map((one) => one * 3 + 1), []);
      const there = valueAt(data, path);
      if (there !== undefined) assertEquals(editToml(text, [{ path, value: there }]), text);
    }),
  );
});

const FILE = `#:schema https://example.test/config.schema.json
# Mine.
version = 1 # of the format

# What I call things.
[aliases.models] # short
fast = "openai/gpt-4o-mini"   # quick

# Work.
[providers.work]
kind = "openai"
limits = { burst = 4, concurrency = 8 } # measured

[groups]
cheap = [
  "fast", # an alias
  "openai/*-mini",
]

[[endpoints]]
key = "me/mine@box"
[endpoints.price]
per_hour_usd = "1"
`;

const EXAMPLES: readonly { does: string; path: Path; value?: unknown; from?: string; to: string }[] = [
  {
    does: "a value is changed in place, and its comment stays",
    path: ["aliases", "models", "fast"],
    value: "a/b",
    from: 'fast = "openai/gpt-4o-mini"   # quick',
    to: 'fast = "a/b"   # quick',
  },
  {
    does: "a new value goes behind the last one of its table",
    path: ["aliases", "models", "slow"],
    value: "a/b",
    from: '"   # quick\n',
    to: '"   # quick\nslow = "a/b"\n',
  },
  {
    does: "a new table goes behind its neighbours",
    path: ["aliases", "providers", "or"],
    value: "openrouter",
    from: '"   # quick\n',
    to: '"   # quick\n\n[aliases.providers]\nor = "openrouter"\n',
  },
  {
    does: "what is in braces stays in braces",
    path: ["providers", "work", "limits", "usd_per_day"],
    value: "5",
    from: "concurrency = 8 }",
    to: 'concurrency = 8, usd_per_day = "5" }',
  },
  {
    does: "a list grows by an item behind its last one",
    path: ["groups", "cheap", 2],
    value: "a/b",
    from: '"openai/*-mini",',
    to: '"openai/*-mini", "a/b",',
  },
  {
    does: "a table of a list has its tables within it",
    path: ["endpoints", 0, "capabilities"],
    value: ["tools"],
    from: 'key = "me/mine@box"\n',
    to: 'key = "me/mine@box"\ncapabilities = ["tools"]\n',
  },
  {
    does: "a list of tables grows by a header of its own",
    path: ["endpoints", 1],
    value: { key: "b/c@d", price: { per_hour_usd: "2" } },
    from: 'per_hour_usd = "1"\n',
    to: 'per_hour_usd = "1"\n\n[[endpoints]]\nkey = "b/c@d"\n\n[endpoints.price]\nper_hour_usd = "2"\n',
  },
  {
    does: "a new section goes to the end",
    path: ["routing", "policy"],
    value: "cost",
    from: 'per_hour_usd = "1"\n',
    to: 'per_hour_usd = "1"\n\n[routing]\npolicy = "cost"\n',
  },
  {
    does: "a name that needs quotes gets them",
    path: ["models", "openai/gpt-4o", "ban"],
    value: ["azure"],
    from: 'per_hour_usd = "1"\n',
    to: 'per_hour_usd = "1"\n\n[models."openai/gpt-4o"]\nban = ["azure"]\n',
  },
  { does: "a deleted value takes its line along", path: ["version"], from: "version = 1 # of the format\n", to: "" },
  {
    does: "a deleted value leaves its braces",
    path: ["providers", "work", "limits", "burst"],
    from: "burst = 4, ",
    to: "",
  },
  {
    does: "the last value in braces takes its comma along",
    path: ["providers", "work", "limits", "concurrency"],
    from: ", concurrency = 8",
    to: "",
  },
  {
    does: "a deleted item leaves the comments of the others",
    path: ["groups", "cheap", 1],
    from: '  "openai/*-mini",\n',
    to: "",
  },
  {
    does: "a deleted table takes along what is in it, and no comment beside",
    path: ["providers", "work"],
    from: '[providers.work]\nkind = "openai"\nlimits = { burst = 4, concurrency = 8 } # measured\n',
    to: "",
  },
  { does: "what is not there is not deleted", path: ["metrics", "port"], from: "", to: "" },
];

for (const { does, path, value, from = "", to } of EXAMPLES) {
  Deno.test(does, () => {
    const expected = FILE.replace(from, () => to);
    assertEquals(editToml(FILE, [{ path, value }]), expected);
    const windows = "\uFEFF" + FILE.replaceAll("\n", "\r\n");
    assertEquals(editToml(windows, [{ path, value }]), "\uFEFF" + expected.replaceAll("\n", "\r\n"));
  });
}

Deno.test("the first value of a file stands below the line for editors, and above the first header's comment", () => {
  assertEquals(
    editToml("#:schema x\n# About a.\n[a]\nb = 1\n", [{ path: ["version"], value: 1 }]),
    "#:schema x\nversion = 1\n\n# About a.\n[a]\nb = 1\n",
  );
  assertEquals(editToml("", [{ path: ["version"], value: 1 }]), "version = 1\n");
  assertEquals(editToml("# Only this", [{ path: ["version"], value: 1 }]), "# Only this\nversion = 1\n");
});

Deno.test("tables that have no header, as their keys have dots, get no header", () => {
  assertEquals(
    editToml("a.b.c = 1\nd = 2\n", [{ path: ["a", "b", "e"], value: 3 }]),
    "a.b.c = 1\na.b.e = 3\nd = 2\n",
  );
  assertEquals(editToml("a = { b.c = 1 }\n", [{ path: ["a", "b", "d"], value: 2 }]), "a = { b.c = 1, b.d = 2 }\n");
});

Deno.test("a list of tables that gets another item is written anew", () => {
  assertEquals(editToml("[[a]]\nb = 1\n", [{ path: ["a", 1], value: 2 }]), "a = [{ b = 1 }, 2]\n");
  assertEquals(editToml("[[a]]\nb = 1\n", [{ path: ["a", 0], value: 2 }]), "a = [2]\n");
  assertEquals(editToml('a = "x"\n', [{ path: ["a", "b"], value: 2 }]), "a = { b = 2 }\n");
});

Deno.test("several edits come one after the other", () => {
  const edits = [{ path: ["a", 0], value: { b: 1 } }, { path: ["a", 1, "b"], value: 2 }, { path: ["a", 0] }];
  assertEquals(editToml("", edits).trim(), "[[a]]\nb = 2");
});

Deno.test("what TOML cannot carry is refused", () => {
  assertThrows(() => editToml("", [{ path: ["a"], value: null }]), TypeError, "it has no such value");
  assertThrows(() => editToml("", [{ path: ["a"], value: "\ud800" }]), TypeError, "surrogate");
  assertThrows(() => editToml("a = [1]", [{ path: ["a", 2], value: 1 }]), RangeError, "an item would be missing");
  assertThrows(() => editToml("a =", [{ path: ["b"], value: 1 }]), SyntaxError, "line 1");
});

/** Where a path leads by a key into something that is no table, which is replaced. */
function replacedPath(data: Table, path: Path): Path {
  const end = path.findIndex((part, i) => typeof part === "string" && Array.isArray(valueAt(data, path.slice(0, i))));
  return end === -1 ? path : path.slice(0, end);
}

/** The lines that have nothing to do with a path stand in the edited text, in the same order. */
function assertKept(
  { lines, path, edited, newline }: { lines: readonly TextLine[]; path: Path; edited: string; newline: string },
): void {
  // A text of one line does not show how its lines end.
  if (newline === "\r\n" && lines.length > 1) assert(!/(?<!\r)\n/.test(edited), "every line ends as the others do");
  const left = edited.split(/\r?\n/);
  for (const line of lines.slice(0, lines.at(-1)?.text === "" ? -1 : undefined)) {
    if (line.path !== null && (startsWith(line.path, path) || startsWith(path, line.path))) {
      const isHeader = /^\s*\[/.test(line.text);
      if (!isHeader || startsWith(line.path, path)) continue;
    }
    const at = left.indexOf(line.text);
    assert(at !== -1, `the line ${JSON.stringify(line.text)} is gone from\n${edited}`);
    left.splice(0, at + 1);
  }
}

function startsWith(path: Path, prefix: Path): boolean {
  return prefix.every((part, i) => path[i] === part);
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, part) => (at as Table | undefined)?.[part], data);
}

function withValue(data: unknown, [part, ...rest]: Path, value: unknown): unknown {
  if (part === undefined) return value;
  if (typeof part === "number") {
    const list = Array.isArray(data) ? [...data] : [];
    const one = withValue(list[part], rest, value);
    if (one === undefined) list.splice(part, 1);
    else list[part] = one;
    return list;
  }
  const { [part]: old, ...others } = isTable(data) ? data : {};
  if (value === undefined && old === undefined) return data;
  const one = withValue(old, rest, value);
  return one === undefined ? others : { ...others, [part]: one };
}

/** Tables that are gone and tables in which there is nothing are the same. */
function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((one) => pruned(one) ?? {});
  if (!isTable(value)) return value;
  const left = Object.entries(value).map(([key, one]) => [key, pruned(one)]).filter(([, one]) => one !== undefined);
  return left.length === 0 ? undefined : Object.fromEntries(left);
}
