import { assertEquals } from "@std/assert";
import { unusedExportProblems } from "./unused_exports.ts";

const check = (files: Record<string, string>) => unusedExportProblems(new Map(Object.entries(files)));

Deno.test("an export that another file imports is used", () => {
  const files = {
    "src/base/clock.ts": "export function now() {}\nexport const zero = 0;\nexport class Clock {}",
    "src/base/mod.ts": 'export { now, Clock as SystemClock } from "./clock.ts";',
    "src/sweep/run.ts":
      'import { now, SystemClock } from "../base/mod.ts";\nimport { zero as nil } from "../base/clock.ts";',
  };
  assertEquals(check(files), []);
});

Deno.test("an export that only its own file uses is a problem, whatever its kind", () => {
  const text =
    "export type A = 1;\nexport interface B {}\nexport const c = 1, d = 2;\nexport enum E {}\nconst f = c;\nexport { f };";
  assertEquals(check({ "src/base/a.ts": text }).map((line) => line.split(" ")[2]), [
    "A,",
    "B,",
    "c,",
    "d,",
    "E,",
    "f,",
  ]);
});

Deno.test("a name that a room's door offers and nobody takes is a problem", () => {
  const files = { "src/base/a.ts": "export const a = 1;", "src/base/mod.ts": 'export { a } from "./a.ts";' };
  assertEquals(check(files), ["src/base/mod.ts exports a, which no other file imports"]);
});

Deno.test("a type of a signature beside it, and a type that a door names, are there for the callers", () => {
  const files = {
    "src/base/a.ts": "export interface Options {}\nexport function a(options: Options) {}",
    "src/base/mod.ts": 'export type { Options } from "./a.ts";\nexport { type Options as Same, a } from "./a.ts";',
    "src/sweep/run.ts": 'import { a } from "../base/mod.ts";',
  };
  assertEquals(check(files), []);
});

Deno.test("the same name of another file does not count", () => {
  const files = {
    "src/base/a.ts": "export const a = 1;",
    "src/base/b.ts": "export const a = 2;",
    "tests/base/a_test.ts": 'import { a } from "../../src/base/a.ts";',
  };
  assertEquals(check(files), ["src/base/b.ts exports a, which no other file imports"]);
});

Deno.test("a namespace, a dynamic import, a type import and a star take everything", () => {
  const text = "export const a = 1;";
  for (
    const use of [
      'import * as all from "./a.ts";',
      'const all = () => import("./a.ts");',
      'type All = typeof import("./a.ts");',
      'export * from "./a.ts";',
    ]
  ) assertEquals(check({ "src/base/a.ts": text, "src/base/z.ts": use }), [], use);
});

Deno.test("the public face, tests and what stands in for the standard library are for others", () => {
  const files = {
    "mod.ts": 'export { a } from "./src/base/mod.ts";',
    "src/base/mod.ts": "export const a = 1;",
    "src/std/cli.ts": "export function parseArgs() {}",
    "tests/support/help.ts": "export const help = 1;",
  };
  assertEquals(check(files), []);
});
