import { assertEquals } from "@std/assert";
import { REFERENCE_END, REFERENCE_START, referenceProblems, withReference } from "./cli_reference.ts";

const readme = (reference: string) => `# Tapedeck\n\n${REFERENCE_START}\n\n${reference}\n\n${REFERENCE_END}\n\nMore.\n`;

Deno.test("a README with the reference of today has no problem", () => {
  assertEquals(referenceProblems(readme("### sweep run"), "### sweep run\n"), []);
});

Deno.test("a README with an old reference is a problem", () => {
  assertEquals(referenceProblems(readme("### sweep run"), "### sweep go").length, 1);
});

Deno.test("a README without the markers, or with them the wrong way round, is a problem", () => {
  assertEquals(referenceProblems("# Tapedeck\n", "x").length, 1);
  assertEquals(referenceProblems(`${REFERENCE_END}\n${REFERENCE_START}`, "x").length, 1);
});

Deno.test("writing the reference keeps the rest, and writing it again changes nothing", () => {
  const written = withReference(readme("old"), "new");
  assertEquals(written, readme("new"));
  assertEquals(withReference(written!, "new"), written);
});
