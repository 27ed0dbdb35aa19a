import fc from "fast-check";
import { join } from "node:path";
import { assert, assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import type { JsonObject } from "../../../src/spec/mod.ts";
import { fieldPath, findField } from "../../../src/sweep/dataset/_field_path.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { datasetOf, idsOf, questionsOf } from "./_datasets.ts";

Deno.test("variables are paths into a row, and a field with dots in its name comes first", async () => {
  const items = [{ a: { b: [{ c: "deep" }, 2] }, list: ["x", "y"], "a.b": "flat", n: 1.5 }];
  const { samples } = await datasetOf(
    { items, template: "{{a.b}} {{ a.b[0].c }} {{list[1]}} {{list}} {{n}} {{a}}" },
    { folder: "." },
  );
  assertEquals(questionsOf(samples), ['flat deep y ["x","y"] 1.5 {"b":[{"c":"deep"},2]}']);
});

Deno.test("any field is found by the path to it", () => {
  const name = fc.stringMatching(/^[a-z _-]{1,8}$/);
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      fc.string(),
      fc.integer(),
      fc.dictionary(name, tie("any"), { maxKeys: 3, noNullPrototype: true }),
      fc.array(tie("any"), { maxLength: 3 }),
    ),
  })).any;
  fc.assert(fc.property(fc.dictionary(name, value, { noNullPrototype: true }), (fields) => {
    const walk = (one: unknown, path: string): void => {
      if (path !== "") {
        assertEquals(findField(fields as JsonObject, fieldPath(path)), { found: true, value: one as never });
      }
      if (Array.isArray(one)) one.forEach((inner, i) => walk(inner, `${path}[${i}]`));
      else if (typeof one === "object" && one !== null) {
        for (const [key, inner] of Object.entries(one)) walk(inner, path === "" ? key : `${path}.${key}`);
      }
    };
    walk(fields, "");
  }));
});

for (const text of ["", ".", "a.", ".a", "a..b", "a[", "a]", "a[x]", "a[0", "[0]b", "a[0]b"]) {
  Deno.test(`${JSON.stringify(text)} is a name and no path`, () => assertEquals(fieldPath(text).parts, null));
}

Deno.test("a missing path says what is there, with the file, the line and the sample", async () => {
  using dir = tempDir();
  const path = join(dir.path, "a.jsonl");
  await Deno.writeTextFile(path, '{"id":"x","meta":{"lang":"en","list":[1]}}\n');
  const said = async (template: string) =>
    (await assertRejects(
      () => datasetOf(`file = "a.jsonl"\ntemplate = "${template}"`, { folder: dir.path }),
      UserError,
    ))
      .message.split("\n")[1].trim();
  assertEquals(
    await said("{{meta.lung}}"),
    `${path}:1: sample 1 (x) has no field for {{meta.lung}}: did you mean {{meta.lang}}?`,
  );
  assertEquals(
    await said("{{meta.list[1]}}"),
    `${path}:1: sample 1 (x) has no field for {{meta.list[1]}}: did you mean {{meta.list[0]}}?`,
  );
  assertEquals(
    await said("{{meat.lang}}"),
    `${path}:1: sample 1 (x) has no field for {{meat.lang}}: did you mean {{meta.lang}}?`,
  );
});

Deno.test("templates stand in files of their own, without the line break at their end", async () => {
  using dir = tempDir();
  await Deno.writeTextFile(join(dir.path, "t.txt"), "\uFEFFQ:\n{{q}}\n");
  await Deno.writeTextFile(join(dir.path, "s.md"), "Be brief.\r\n");
  const prompts = { items: [{ q: "one" }], template_file: "t.txt", system_file: "s.md" };
  const { samples } = await datasetOf(prompts, { folder: dir.path });
  assertEquals(samples.at(0)!.messages, [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Q:\none" },
  ]);
  for (
    const [change, said] of [
      [{ template: "x" }, "template_file stands beside prompts.template: give one of them"],
      [{ template_file: "none.txt" }, "template_file cannot be read as there is no such file"],
    ] as const
  ) {
    const error = await assertRejects(() => datasetOf({ ...prompts, ...change }, { folder: dir.path }), UserError);
    assert(error.message.includes(said), error.message);
  }
});

const AXES = { system: ["You are {{who}}.", "Hello."], template: ["{{q}}", "Please: {{q}}", "{{q}} ({{who}})"] };

Deno.test("a sample is rendered with any choice of the templates of axes", async () => {
  const { samples } = await datasetOf({ items: [{ q: "one", who: "A" }, { q: "two", who: "B" }] }, {
    folder: ".",
    templates: AXES,
  });
  const texts = samples.at(1, { system: 0, template: 2 })!.messages.map(({ content }) => content);
  assertEquals(texts, ["You are B.", "two (B)"]);
  assertEquals(samples.at(1)!.messages, samples.at(1, { system: 0, template: 0 })!.messages);
  const all = [0, 1].flatMap((system) => [0, 1, 2].map((template) => samples.at(0, { system, template })!));
  assertEquals(new Set(all.map(({ messagesHash }) => messagesHash)).size, 6);
  assertEquals(all.map(({ twin }) => twin), [1, 1, 1, 1, 1, 1]);
  assertThrows(() => samples.at(0, { system: 2 }), RangeError);
});

Deno.test("an empty text of an axis is no system message", async () => {
  const { samples } = await datasetOf({ items: [{ prompt: "hi" }] }, {
    folder: ".",
    templates: { system: ["", "Be brief."] },
  });
  assertEquals([0, 1].map((system) => samples.at(0, { system })!.messages.map(({ role }) => role)), [
    ["user"],
    ["system", "user"],
  ]);
});

Deno.test("what is alike over the choices is told apart, so that no two cells are one", async () => {
  const messages = [{ role: "user", content: "whole" }];
  const { samples } = await datasetOf({ items: [{ messages }, { q: "x" }, { q: "x" }] }, {
    folder: ".",
    templates: { template: ["{{q}}", "{{q}}!", "x"] },
  });
  const keys = [0, 1, 2].flatMap((index) => [0, 1, 2].map((template) => samples.at(index, { template })!))
    .map(({ messagesHash, twin }) => `${messagesHash}/${twin}`);
  assertEquals(new Set(keys).size, 9);
});

Deno.test("every template of an axis must fit every row, and stands alone", async () => {
  const items = [{ id: "a", q: "one" }];
  for (
    const [prompts, templates, said] of [
      [{ items }, { template: ["{{q}}", "{{p}}"] }, "prompts.items[0] (a) has no field for {{p}}: did you mean {{q}}?"],
      [{ items }, { template: ["{{q}}", "{{"] }, "grid.template[1] has {{ that is not closed"],
      [
        { items, template: "{{q}}" },
        { template: ["{{q}}"] },
        "grid.template is an axis, and the plan has a template in",
      ],
      [
        { items, template: "{{q}}", system: "x" },
        { system: ["y"] },
        "grid.system is an axis, and the plan has a system",
      ],
    ] as const
  ) {
    const error = await assertRejects(() => datasetOf(prompts, { folder: ".", templates }), UserError);
    assert(error.message.includes(said), error.message);
  }
});

Deno.test("turns and results of tools are a sample's script, and part of what tells it from others", async () => {
  const tools = [{ tool: "f", arguments: { a: 1 }, result: { b: [2] }, times: 1 }, {
    tool: "g",
    result: "no",
    is_error: true,
  }];
  const items = [
    { id: "plain", prompt: "hi" },
    { id: "turns", prompt: "hi", turns: ["and?", [{ role: "user", content: "more" }]] },
    { id: "tools", prompt: "hi", tool_results: tools, max_tool_rounds: 2 },
    { id: "table", prompt: "hi", tool_results: { f: "sunny", g: { n: 1 } } },
    { id: "open", turns: ["first", "second"] },
    { id: "single", turns: ["hi"] },
  ];
  const { samples } = await datasetOf({ items }, { folder: "." });
  const [plain, turns, scripted, table, open, single] = samples;
  assertEquals(plain.script, undefined);
  assertEquals(turns.script, {
    turns: [[{ role: "user", content: "and?" }], [{ role: "user", content: "more" }]],
    toolResults: [],
    maxToolRounds: 8,
  });
  assertEquals(scripted.script, {
    turns: [],
    toolResults: [
      { tool: "f", arguments: { a: 1 }, result: '{"b":[2]}', times: 1 },
      { tool: "g", result: "no", isError: true },
    ],
    maxToolRounds: 2,
  });
  assertEquals(table.script?.toolResults, [{ tool: "f", result: "sunny" }, { tool: "g", result: '{"n":1}' }]);
  assertEquals([open.messages, open.script?.turns], [
    [{ role: "user", content: "first" }],
    [[{ role: "user", content: "second" }]],
  ]);
  assertEquals([single.messages, single.script, single.messagesHash], [plain.messages, undefined, plain.messagesHash]);
  assertEquals(new Set([plain, turns, scripted, table, open].map(({ messagesHash }) => messagesHash)).size, 5);
  assertNotEquals(single.twin, plain.twin);
});

Deno.test("the plan's own turns and results stand behind those of its samples", async () => {
  const { samples } = await datasetOf({
    items: [{ prompt: "hi", name: "Ada", turns: ["first"], tool_results: { f: "own" } }, { prompt: "ho", name: "Bob" }],
    turns: ["Thanks, {{name}}"],
    tool_results: { f: "plan's" },
    max_tool_rounds: 3,
  }, { folder: "." });
  const [own, plain] = Array.from(samples, ({ script }) => script!);
  assertEquals(own.turns.map(([{ content }]) => content), ["first", "Thanks, Ada"]);
  assertEquals(own.toolResults.map(({ result }) => result), ["own", "plan's"]);
  assertEquals([plain.turns.map(([{ content }]) => content), plain.maxToolRounds], [["Thanks, Bob"], 3]);
});

/** Mistakes in scripts. */
const MISTAKES: readonly (readonly [row: object, said: string])[] = [
  [{ turns: "x" }, "has turns that are no list of texts or of lists of messages"],
  [{ turns: [1] }, "turns[0] has messages that are no chat messages"],
  [{ tool_results: [{ tool: "f" }] }, "has tool_results that must be a list of { tool, arguments, result"],
  [{ tool_results: [{ tool: "f", result: 1, times: 0 }] }, "has tool_results[0].times that must be at least 1"],
  [{ max_tool_rounds: 0 }, "has max_tool_rounds that is no whole number from 1: current value is 0"],
];

for (const [row, said] of MISTAKES) {
  Deno.test(`a sample is refused for ${JSON.stringify(row)}`, async () => {
    const items = [{ prompt: "x", ...row }];
    const error = await assertRejects(() => datasetOf({ items }, { folder: "." }), UserError);
    assert(error.message.includes(said), error.message);
  });
}

Deno.test("ids are found again among very many rows", async () => {
  const items = Array.from({ length: 5000 }, (_, i) => ({ id: `row-${i}`, prompt: `p${i}` }));
  const { samples } = await datasetOf({ items }, { folder: "." });
  assertEquals(idsOf(samples)[4999], "row-4999");
  const twice = [...items, { id: "row-77", prompt: "again" }];
  const error = await assertRejects(() => datasetOf({ items: twice }, { folder: "." }), UserError);
  assert(error.message.includes("prompts.items[5000] (row-77) has the id of the sample at"), error.message);
});
