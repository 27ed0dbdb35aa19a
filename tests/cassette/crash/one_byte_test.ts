import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import fc from "fast-check";
import { chunkedBody, fakeNetwork, noNetwork, recordTape, replayTape, tempTape, utf8 } from "../support.ts";

/** Answers of every form in which a body stands on a tape. */
const ANSWERS: { readonly [path: string]: () => Uint8Array[] } = {
  json: () => [utf8.encode('{"id":"a","choices":[{"message":{"content":"Zürich \\"ja\\" 1"}}],"n":1}')],
  stream: () => ['data: {"d":"Hel"}\n\n', 'data: {"d":"lo ä"}\n\n', "data: [DONE]\n\n"].map((t) => utf8.encode(t)),
  bytes: () => [Uint8Array.of(255, 0, 1, 2, 254, 253)],
  again: () => [utf8.encode("plain text")],
};

const paths = Object.keys(ANSWERS);

/** Where the bodies of the answers stand in the file: what is changed in there, nothing but a checksum could tell. */
function bodyRanges(text: string): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  let offset = 0;
  for (const line of text.split("\n")) {
    const response = line.indexOf(',"response":');
    const start = line.indexOf(',"body":', response);
    // To the end of the line: a bracket behind the body may join it.
    if (response !== -1) ranges.push({ start: offset + start, end: offset + line.length });
    offset += line.length + 1;
  }
  return ranges;
}

async function play(path: string): Promise<(Uint8Array | Error)[]> {
  try {
    await using player = await replayTape(path, { fetch: noNetwork });
    const answers: (Uint8Array | Error)[] = [];
    for (const name of paths) {
      answers.push(await player.fetch(`http://h/${name}`).then((response) => response.bytes(), (error) => error));
    }
    return answers;
  } catch (error) {
    assertInstanceOf(error, Error);
    return paths.map(() => error);
  }
}

Deno.test("whichever byte of a tape is damaged, no answer is another one without an error, but where its body stands", async () => {
  await using tape = await tempTape();
  {
    const network = fakeNetwork(({ url }) => new Response(chunkedBody(ANSWERS[url.split("/")[3]]())));
    await using recorder = await recordTape(tape.path, { fetch: network, env: false });
    for (const name of paths) await (await recorder.fetch(`http://h/${name}`)).bytes();
  }
  const sound = await Deno.readFile(tape.path);
  // As Latin-1, a place in the text is a place in the bytes.
  const ranges = bodyRanges(new TextDecoder("latin1").decode(sound));
  assertEquals(ranges.length, paths.length);
  const recorded = await play(tape.path);
  assertEquals(recorded.every((answer) => answer instanceof Uint8Array), true);
  const damage = fc.record({ at: fc.nat(sound.length - 1), byte: fc.nat(255) });
  await fc.assert(
    fc.asyncProperty(damage, async ({ at, byte }) => {
      await Deno.writeFile(tape.path, sound.with(at, byte));
      for (const [i, answer] of (await play(tape.path)).entries()) {
        const isOther = !(answer instanceof Error) && String(answer) !== String(recorded[i]);
        if (isOther) assert(ranges.some(({ start, end }) => start <= at && at < end), `${paths[i]}, byte ${at}`);
      }
    }),
    { numRuns: 1500 },
  );
});
