import { assertEquals } from "@std/assert";
import { FILE_LINES, FUNCTION_LINES, sizeProblems } from "./sizes.ts";

/** A function of so many lines, with the given first and last line. */
const lines = (count: number, first: string, last: string) =>
  [first, ...Array.from({ length: count - 2 }, () => "  work();"), last].join("\n");

Deno.test("a file may have the limit of lines and not one more", () => {
  assertEquals(sizeProblems("a.ts", "x;\n".repeat(FILE_LINES)), []);
  assertEquals(sizeProblems("a.ts", "x;\n".repeat(FILE_LINES + 1)), ["a.ts has 501 lines: the limit is 500"]);
  assertEquals(sizeProblems("a.ts", "x;\n".repeat(FILE_LINES) + "x;").length, 1);
});

Deno.test("the list of public names is as long as there are names", () => {
  assertEquals(sizeProblems("mod.ts", "x;\n".repeat(FILE_LINES + 1)), []);
  assertEquals(sizeProblems("src/a/mod.ts", "x;\n".repeat(FILE_LINES + 1)).length, 1);
});

Deno.test("a function may have the limit of lines and not one more", () => {
  assertEquals(sizeProblems("a.ts", lines(FUNCTION_LINES, "function fits() {", "}")), []);
  assertEquals(sizeProblems("a.ts", "\n" + lines(FUNCTION_LINES + 1, "function grown() {", "}")), [
    "a.ts:2 grown has 81 lines: the limit is 80",
  ]);
});

Deno.test("every kind of function is measured", () => {
  const long = FUNCTION_LINES + 1;
  const named = (text: string) => sizeProblems("a.tsx", text).map((line) => line.split(" ")[1]);
  assertEquals(named(lines(long, "const arrow = () => {", "};")), ["arrow"]);
  assertEquals(named("class A {\n" + lines(long, "method() {", "}") + "}"), ["method"]);
  assertEquals(named("class A {\n" + lines(long, "constructor() {", "}") + "}"), ["constructor"]);
  assertEquals(named("class A {\n" + lines(long, "get size() {", "}") + "}"), ["size"]);
  assertEquals(named(lines(long, 'test("x", () => {', "});")), ["a"]);
});

Deno.test("a function inside another is measured by itself as well", () => {
  const inner = lines(FUNCTION_LINES + 1, "const inner = () => {", "};");
  assertEquals(sizeProblems("a.ts", `function outer() {\n${inner}\n}`).length, 2);
});

Deno.test("a long description is not a part of its function, and a long type is no function", () => {
  const description = "/**\n" + " * Words.\n".repeat(100) + " */\n";
  assertEquals(sizeProblems("a.ts", description + "function small() {}"), []);
  assertEquals(
    sizeProblems("a.ts", lines(120, "interface Long { f(\n", "): void }").replaceAll("work();", "a: 1,")),
    [],
  );
});
