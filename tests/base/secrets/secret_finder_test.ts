import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { SecretFinder, toLatin1 } from "../../../src/base/mod.ts";
import { SPELLINGS } from "../../cassette/redaction/spellings.ts";

const anySecret = fc.string({ unit: "grapheme", minLength: 6, maxLength: 10 }).filter((text) => text.isWellFormed());
const anyText = fc.array(
  fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom("\\", "\\\\", "\\u0061", "%41", "%25", "\\/", '\\"', "%5C")),
  { maxLength: 6 },
).map((parts) => parts.join(""));

Deno.test("a quick look and a thorough one find the same", () => {
  fc.assert(
    fc.property(
      anySecret,
      fc.nat(SPELLINGS.length - 1),
      anyText,
      anyText,
      fc.boolean(),
      (secret, way, before, after, has) => {
        const finder = new SecretFinder([secret]);
        const text = before + (has ? SPELLINGS[way].write(secret) : "") + after;
        assertEquals(finder.isIn(text), finder.ranges(toLatin1(text)).length > 0);
      },
    ),
    { numRuns: 2000 },
  );
});

Deno.test("spellings in spellings are found", () => {
  const finder = new SecretFinder(["sk-123/456"]);
  for (const outer of SPELLINGS) {
    for (const inner of SPELLINGS.filter(({ name }) => !name.startsWith("base64"))) {
      if (outer.name.startsWith("base64") && inner.name !== "plain") continue;
      const text = `x ${outer.write(inner.write("sk-123/456"))} y`;
      assert(finder.isIn(text), `${inner.name}, ${outer.name}: ${text}`);
    }
  }
});

Deno.test("ranges are in order and do not overlap", () => {
  const finder = new SecretFinder(["ababab", "bababa", "ababababab"]);
  assertEquals(finder.ranges("ababababababab-ababab"), [{ start: 0, end: 14 }, { start: 15, end: 21 }]);
  assertEquals(finder.ranges("nothing here"), []);
});
