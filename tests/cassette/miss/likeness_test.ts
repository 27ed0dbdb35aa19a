import { assertAlmostEquals, assertGreater, assertLess } from "@std/assert";
import fc from "fast-check";
import { Likeness } from "../../../src/cassette/miss/_likeness.ts";
import { requestWindows } from "../../../src/cassette/miss/_request_windows.ts";

const BLOCK_BYTES = 1 << 16;

interface Part {
  readonly text: string;
  readonly weight: number;
}

/** Long enough for being found wherever it stands, and no two of them alike. */
const parts: fc.Arbitrary<Part[]> = fc.uniqueArray(fc.nat(1_000_000), { minLength: 2, maxLength: 20 }).chain((ids) =>
  fc.tuple(
    ...ids.map((id) =>
      fc.tuple(fc.constantFrom(1, 10, 100), fc.integer({ min: 4, max: 30 }), fc.constantFrom("word", "wörter", "語"))
        .map(([weight, words, word]) => ({
          text: `,${
            Array.from({ length: words }, (_, i) =>
              `${word} ${(Math.imul(id + 1, 2_654_435_761 + 2 * i) >>> 0).toString(36)}`).join(" ")
          }`,
          weight,
        }))
    ),
  )
);

/** How like the request a line is that begins at any place of a block. */
function likenessOf(request: readonly Part[], line: string, { start = 0, stride = 4 } = {}): number {
  const block = new Uint8Array(BLOCK_BYTES);
  const bytes = new TextEncoder().encode(line);
  block.set(bytes, start);
  const likeness = new Likeness(requestWindows(request), request.map(({ weight }) => weight), stride);
  return likeness.of(block, { line: 0, start, end: start + bytes.length });
}

const textOf = (some: readonly Part[]) => some.map(({ text }) => text).join("");
const weightOf = (some: readonly Part[]) => some.reduce((sum, { weight }) => sum + weight, 0);

Deno.test("a line is as like a request as the parts weigh that it has, wherever it begins", () => {
  fc.assert(
    fc.property(parts, fc.infiniteStream(fc.boolean()), fc.nat(9), (request, choices, start) => {
      const kept = request.filter(() => choices.next().value);
      const line = `{"key":"key_1"${textOf(kept)},"response":`;
      assertAlmostEquals(likenessOf(request, line, { start }), weightOf(kept), 0.02);
    }),
  );
});

Deno.test("of two lines with the same parts the one is more like that has more of another part", () => {
  fc.assert(
    fc.property(parts, fc.nat(), (request, which) => {
      const { text } = request[which % request.length];
      const with_ = (part: string) => textOf(request).replace(text, part);
      const most = text.slice(0, text.length * 3 / 4);
      assertGreater(likenessOf(request, with_(`${most}#`)), likenessOf(request, with_(",#")));
    }),
  );
});

Deno.test("a part that was put in makes a line less like, also where it has all others", () => {
  fc.assert(
    fc.property(parts, (request) => {
      const [first, ...others] = request;
      const more = `${first.text};${"something else ".repeat(3)}${textOf(others)}`;
      assertLess(likenessOf(request, more), likenessOf(request, textOf(request)));
    }),
  );
});

Deno.test("a line that has nothing of a request is not like it at all", () => {
  fc.assert(
    fc.property(parts, fc.integer({ min: 4, max: 96 }), (request, stride) => {
      assertAlmostEquals(likenessOf(request, "-".repeat(500), { stride }), 0, 1e-9);
    }),
  );
});

Deno.test("what an answer repeats does not count, as a request ends where the response begins", () => {
  const request = [{ text: ',"a":"one text that is long enough"', weight: 1 }, {
    text: ',"b":"and another one"',
    weight: 1,
  }];
  const response = `,"response":{"status":200,"statusText":"OK","headers":{"x":1},"body":`;
  const line = `,"a":"something else that is long enough"${request[1].text}${response}`;
  assertAlmostEquals(likenessOf(request, `${line}${request[0].text}`), 1, 0.02);
});
