import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { UserError } from "../../../src/base/mod.ts";
import { formatCassette, mergeCassettes, type OnConflict, verifyCassette } from "../../../src/cassette/mod.ts";
import { recordsOf, tempFolder } from "../support.ts";
import { decisionLine, interactionLine, keyOf, type MadeInteraction, writeTape } from "./support.ts";

/** Write cassettes and merge them; gives the answers of each prompt in the order in which they are played. */
async function merged(
  tapes: readonly (readonly MadeInteraction[])[],
  onConflict?: OnConflict,
): Promise<{ [prompt: string]: string[] }> {
  await using folder = await tempFolder();
  const paths = tapes.map((_, i) => `${folder.path}/${i}.jsonl`);
  for (const [i, tape] of tapes.entries()) await writeTape(paths[i], tape.map((made) => interactionLine(made)));
  const output = `${folder.path}/out.jsonl`;
  await mergeCassettes(paths, { output, onConflict });
  const played: { [prompt: string]: string[] } = {};
  for (const { request, response } of await recordsOf(output)) {
    const prompt = request.body.json.messages[0].content;
    (played[prompt] ??= []).push(response.body.json.choices[0].message.content);
  }
  return played;
}

const at = (second: number) => `2026-01-02T03:04:0${second}.000Z`;

Deno.test("the union has each record once", async () => {
  assertEquals(
    await merged([[{ prompt: "a", answer: "1" }, { prompt: "b", answer: "2" }], [
      { prompt: "b", answer: "2" },
      { prompt: "c", answer: "3" },
    ]]),
    { a: ["1"], b: ["2"], c: ["3"] },
  );
});

Deno.test("repeats that one cassette has stay, in its order", async () => {
  const repeats = ["x", "y", "x"].map((answer, i) => ({ prompt: "a", answer, at: at(i) }));
  assertEquals(await merged([[repeats[1]], repeats]), { a: ["x", "y", "x"] });
  assertEquals(await merged([repeats, [repeats[2]]]), { a: ["x", "y", "x"] });
  const same = { prompt: "a", answer: "x" };
  assertEquals(
    await merged([[same, same], [same]]),
    { a: ["x", "x"] },
    "as often as the cassette that has it most often",
  );
});

Deno.test("different answers to one request are dealt with as it is asked for", async () => {
  const tapes = [[{ prompt: "a", answer: "late", at: at(5) }], [{ prompt: "a", answer: "early", at: at(1) }]];
  assertEquals(await merged(tapes), { a: ["early", "late"] });
  assertEquals(await merged(tapes, "keep-all"), { a: ["early", "late"] });
  assertEquals(await merged(tapes, "keep-first"), { a: ["late"] });
  assertEquals(await merged(tapes, "keep-last"), { a: ["early"] });
  const error = await assertRejects(() => merged(tapes, "error"), UserError);
  assertStringIncludes(error.message, keyOf({ prompt: "a" }));
  assertStringIncludes(error.message, "0.jsonl:2 and ");
});

Deno.test("answers that later requests are bound to are not mixed", async () => {
  const bound = { "/messages/0/content": `${keyOf({ prompt: "a" })}/0/0` };
  const tapes = ["call_1", "call_2"].map((id, i) => [
    { prompt: "a", answer: id, at: at(i) },
    { prompt: id, answer: `of ${id}`, at: at(i + 2), bound },
  ]);
  const error = await assertRejects(() => merged(tapes), UserError);
  assertStringIncludes(error.message, "a later request is bound to ids of");
  assertEquals(await merged(tapes, "keep-first"), { a: ["call_1"], call_1: ["of call_1"] });
  assertEquals(await merged(tapes, "keep-last"), { a: ["call_2"], call_2: ["of call_2"] });
});

Deno.test("merging a cassette with itself tidies it, and the order of cassettes without conflicts does not matter", async () => {
  await using folder = await tempFolder();
  const made = fc.record({ prompt: fc.constantFrom("a", "b", "c"), answer: fc.constantFrom("1", "2") });
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(made, { maxLength: 6 }), async (all) => {
      const [one, other, out] = ["one", "other", "out"].map((name) => `${folder.path}/${name}${round}.jsonl`);
      round++;
      const lines = all.map((made) => interactionLine(made));
      await writeTape(one, lines);
      await mergeCassettes([one, one], { output: out });
      await formatCassette(one);
      assertEquals(await Deno.readTextFile(out), await Deno.readTextFile(one));
      await writeTape(other, [interactionLine({ prompt: "z" }), decisionLine("c", "n", "x")]);
      await Deno.remove(out);
      await mergeCassettes([one, other], { output: out });
      const forth = await Deno.readTextFile(out);
      await mergeCassettes([other, out, one], { output: out });
      assertEquals(await Deno.readTextFile(out), forth, "what is there already is not added again");
      assertEquals((await verifyCassette(out)).filter(({ kind }) => kind !== "duplicate"), []);
    }),
    { numRuns: 25 },
  );
});

Deno.test("headers that make other keys are refused, and so is one cassette alone, and a file that is there already", async () => {
  await using folder = await tempFolder();
  const [a, b, out] = ["a", "b", "out"].map((name) => `${folder.path}/${name}.jsonl`);
  await writeTape(a, [interactionLine()], { ignore: ["/user"] });
  await writeTape(b, [interactionLine({ prompt: "b" })]);
  const merge = (paths: string[]) => mergeCassettes(paths, { output: out });
  assertStringIncludes((await assertRejects(() => merge([a, b]), UserError)).message, 'different values of "ignore"');
  await writeTape(a, [], { matcher: "mine" });
  assertStringIncludes((await assertRejects(() => merge([a, b]), UserError)).message, 'different values of "matcher"');
  await Deno.writeTextFile(out, "precious\n");
  for (const few of [[], [b]]) {
    const { exitCode, message } = await assertRejects(() => merge(few), UserError);
    assertEquals([exitCode, message.includes("two cassettes at least")], [2, true]);
  }
  const error = await assertRejects(() => merge([b, b]), UserError);
  assertEquals(error.exitCode, 2);
  assertStringIncludes(error.message, "is there already");
  assertEquals(await Deno.readTextFile(out), "precious\n");
});

Deno.test("the output may be one of the cassettes; it keeps the oldest date and rules", async () => {
  await using folder = await tempFolder();
  const [a, b] = ["a", "b"].map((name) => `${folder.path}/${name}.jsonl`);
  await writeTape(a, [interactionLine()], { created: "2026-02-01T00:00:00.000Z" });
  await writeTape(b, [interactionLine({ prompt: "b" })], { redaction: 1 });
  assertEquals(await mergeCassettes([a, b], { output: a }), { kept: 2, same: 0, dropped: 0, conflicts: 0 });
  const header = JSON.parse((await Deno.readTextFile(a)).split("\n", 1)[0]);
  assertEquals([header.created, header.redaction], ["2026-01-01T00:00:00.000Z", 1]);
});
