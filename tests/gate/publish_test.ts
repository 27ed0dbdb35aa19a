import { assertEquals } from "@std/assert";
import { publishProblems } from "./publish.ts";

const listing = (...paths: string[]) =>
  `Check mod.ts\nSimulating publish of @tapedeck/tapedeck@0.1.0 with files:\n` +
  paths.map((path) => `   file:///home/ada/tape%20deck/${path} (1.25KB)\n`).join("") + "Success Dry run complete\n";

const WHOLE = ["LICENSE", "README.md", "deno.json", "mod.ts", "src/base/tests/a.ts"];

Deno.test("a package with its licence and without tests is fine", () => {
  assertEquals(publishProblems(true, listing(...WHOLE)), []);
});

Deno.test("a package that lacks a file is a problem", () => {
  assertEquals(publishProblems(true, listing(...WHOLE.slice(1))), ["The package lacks LICENSE"]);
});

Deno.test("a package that carries what stays at home is a problem", () => {
  assertEquals(publishProblems(true, listing(...WHOLE, "tests/a_test.ts")), ["The package holds tests/a_test.ts"]);
});

Deno.test("a refused dry run is told in its own words", () => {
  assertEquals(publishProblems(false, "error[missing-explicit-return-type]: …\n"), [
    "error[missing-explicit-return-type]: …",
  ]);
});
