import { assertEquals } from "@std/assert";
import { layeringProblems, type ModuleGraph, moduleGraph } from "./layering.ts";

const ROOT = "/house";
const url = (path: string) => path.includes(":") ? path : `file://${ROOT}/${path}`;

/** The problems of a house with these arrows, each `[from, to]`. */
function problems(...arrows: [from: string, to: string][]): string[] {
  const modules = arrows.map(([from, to]) => ({
    specifier: url(from),
    dependencies: [{ specifier: to, code: { specifier: url(to) } }],
  }));
  return layeringProblems({ modules }, ROOT);
}

Deno.test("arrows downwards through the doors are allowed", () => {
  const allowed: [string, string][] = [
    ["mod.ts", "src/cassette/mod.ts"],
    ["src/cli/main.ts", "src/sweep/mod.ts"],
    ["src/cli/main.ts", "deno.json"],
    ["src/notebook/mod.ts", "src/analysis/mod.ts"],
    ["src/sweep/runner.ts", "src/ledger/mod.ts"],
    ["src/sweep/runner.ts", "src/routing/mod.ts"],
    ["src/analysis/frame.ts", "src/ledger/mod.ts"],
    ["src/cassette/tape.ts", "src/base/mod.ts"],
    ["src/cassette/tape.ts", "src/cassette/_lines.ts"],
    ["src/provider/openai_chat/to_wire.ts", "src/provider/_read.ts"],
    ["src/provider/openai_chat/to_wire.ts", "npm:zod@4.6.7"],
    ["src/config/plan.ts", "src/std/toml.ts"],
    ["src/base/clock.ts", "src/spec/mod.ts"],
    ["src/spec/mod.ts", "src/spec/cell.ts"],
  ];
  assertEquals(problems(...allowed), []);
});

Deno.test("an arrow upwards is a problem", () => {
  assertEquals(problems(["src/ledger/store.ts", "src/sweep/mod.ts"]), [
    "src/ledger/store.ts imports src/sweep/mod.ts: ledger may not import sweep",
  ]);
  assertEquals(problems(["src/base/clock.ts", "src/config/mod.ts"]).length, 1);
  assertEquals(problems(["src/analysis/frame.ts", "src/notebook/mod.ts"]).length, 1);
});

Deno.test("an arrow sideways is a problem", () => {
  assertEquals(problems(["src/cassette/tape.ts", "src/provider/mod.ts"]), [
    "src/cassette/tape.ts imports src/provider/mod.ts: cassette may not import provider",
  ]);
  assertEquals(problems(["src/routing/policy.ts", "src/proxy/mod.ts"]).length, 1);
  assertEquals(problems(["src/web/pages.ts", "src/tui/mod.ts"]).length, 1);
  assertEquals(problems(["src/tui/keys.ts", "src/cli/main.ts"]).length, 1);
});

Deno.test("commands open the other faces", () => {
  for (const face of ["notebook", "web", "tui"]) {
    assertEquals(problems(["src/cli/commands/open.ts", `src/${face}/mod.ts`]), []);
  }
});

Deno.test("what it means knows no runner", () => {
  assertEquals(problems(["src/analysis/frame.ts", "src/sweep/mod.ts"]), [
    "src/analysis/frame.ts imports src/sweep/mod.ts: analysis may not import sweep",
  ]);
});

Deno.test("a room is entered by its door only", () => {
  const expected = "imports src/ledger/sqlite.ts: the door of a room is src/ledger/mod.ts";
  assertEquals(problems(["src/sweep/runner.ts", "src/ledger/sqlite.ts"]), [`src/sweep/runner.ts ${expected}`]);
  assertEquals(problems(["mod.ts", "src/ledger/sqlite.ts"]), [`mod.ts ${expected}`]);
});

Deno.test("a private file is for its folder and what lies under it", () => {
  assertEquals(problems(["src/provider/table.ts", "src/provider/openai_chat/_parts.ts"]), [
    "src/provider/table.ts imports src/provider/openai_chat/_parts.ts: it is private to its folder",
  ]);
  assertEquals(problems(["src/base/clock.ts", "src/std/_shared.ts"]).length, 1);
});

Deno.test("spec imports nothing from outside itself", () => {
  for (const target of ["npm:zod@4.6.7", "node:crypto"]) {
    assertEquals(problems(["src/spec/cell.ts", target]), [
      `src/spec/cell.ts imports ${target}: spec imports nothing from outside itself`,
    ]);
  }
  assertEquals(problems(["src/spec/cell.ts", "src/base/mod.ts"]).length, 1);
});

Deno.test("a room takes nothing from tests, from the public face or from a room that the house does not have", () => {
  assertEquals(problems(["src/cassette/tape.ts", "tests/support/fixtures.ts"]).length, 1);
  assertEquals(problems(["src/cassette/tape.ts", "mod.ts"]).length, 1);
  assertEquals(problems(["src/attic/box.ts", "src/base/mod.ts"]), [
    "src/attic/box.ts imports src/base/mod.ts: there is no room 'attic' in the house",
  ]);
});

Deno.test("an import of types only is an arrow too, and counts once", () => {
  const target = { specifier: url("src/provider/mod.ts") };
  const dependencies = [{ specifier: "../provider/mod.ts", code: target, type: target }];
  const graph: ModuleGraph = { modules: [{ specifier: url("src/cassette/tape.ts"), dependencies }] };
  assertEquals(layeringProblems(graph, ROOT).length, 1);
});

Deno.test("an import that does not resolve is a problem", () => {
  const dependencies = [{ specifier: "nowhere", code: { error: "not in the import map" } }];
  const graph = { modules: [{ specifier: url("src/base/clock.ts"), dependencies }] };
  assertEquals(layeringProblems(graph, ROOT), ["src/base/clock.ts: cannot resolve nowhere: not in the import map"]);
});

Deno.test("the graph of a real project is walked, with what only a file that nobody imports takes", async () => {
  const root = await Deno.makeTempDir({ prefix: "tapedeck-house-" });
  try {
    for (const room of ["base", "ledger", "sweep"]) await Deno.mkdir(`${root}/src/${room}`, { recursive: true });
    await Deno.writeTextFile(`${root}/deno.json`, "{}");
    await Deno.writeTextFile(`${root}/mod.ts`, "export {};");
    await Deno.writeTextFile(`${root}/src/sweep/mod.ts`, "export type Runner = string;");
    await Deno.writeTextFile(`${root}/src/ledger/lonely.ts`, 'import type { Runner } from "../sweep/mod.ts";');
    assertEquals(layeringProblems(await moduleGraph(root), root), [
      "src/ledger/lonely.ts imports src/sweep/mod.ts: ledger may not import sweep",
    ]);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
