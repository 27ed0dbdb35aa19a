import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { SpooledLines } from "../../src/workers/_spooled_lines.ts";

Deno.test("any line comes back as it was, in any order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.json(), { minLength: 1, maxLength: 400 }), async (texts) => {
      using lines = await SpooledLines.create();
      for (const text of texts) lines.add(JSON.stringify(JSON.parse(text)));
      assertEquals(lines.length, texts.length);
      for (const at of [...texts.keys()].reverse()) assertEquals(lines.at(at), JSON.parse(texts[at]));
    }),
    { numRuns: 20 },
  );
});
