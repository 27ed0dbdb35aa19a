import { assertEquals, assertStringIncludes } from "@std/assert";
import { commandIndex, INDEX_END, INDEX_START, referencePage, referenceProblems, withIndex } from "./cli_reference.ts";

const PRINTED = "### `tapedeck sweep run`\n\nRun a plan: this | that.\n\nMore.\n\n### `tapedeck gate`\n\nHold it.\n";
const readme = (index: string) => `# Tapedeck\n\n${INDEX_START}\n\n${index.trim()}\n\n${INDEX_END}\n\nMore.\n`;
const wanted = { index: commandIndex(PRINTED), reference: referencePage(PRINTED) };
const now = { readme: readme(wanted.index), reference: wanted.reference };

Deno.test("every command stands in the table, with a link to its flags", () => {
  assertStringIncludes(
    wanted.index,
    "| [`sweep run`](docs/commands.md#tapedeck-sweep-run) | Run a plan: this \\| that |\n| [`gate`]",
  );
  assertStringIncludes(wanted.reference, "\n## `tapedeck gate`\n");
});

Deno.test("pages of today have no problem, old ones each have one", () => {
  assertEquals(referenceProblems(now, wanted), []);
  assertEquals(referenceProblems({ ...now, readme: readme("| old |") }, wanted).length, 1);
  assertEquals(referenceProblems({ readme: readme("| old |"), reference: "" }, wanted).length, 2);
});

Deno.test("a README without the markers, or with them the wrong way round, is a problem", () => {
  assertEquals(referenceProblems({ ...now, readme: "# Tapedeck\n" }, wanted).length, 1);
  assertEquals(referenceProblems({ ...now, readme: `${INDEX_END}\n${INDEX_START}` }, wanted).length, 1);
});

Deno.test("writing the table keeps the rest, and writing it again changes nothing", () => {
  const written = withIndex(readme("old"), wanted.index);
  assertEquals(written, readme(wanted.index));
  assertEquals(withIndex(written!, wanted.index), written);
});
