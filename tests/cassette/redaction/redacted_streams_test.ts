import { assert, assertEquals, assertFalse } from "@std/assert";
import fc from "fast-check";
import { REDACTED, verifyCassette } from "../../../src/cassette/mod.ts";
import { readsSecret } from "./reads_secret.ts";
import { chunkedBody, newNote, noNetwork, readChunks, recordTape, replayTape, tempTape, utf8 } from "../support.ts";

const SECRET = 'sk-"é/12+34\\';

/** A stream of tokens that say something with a secret in it, in chunks that end anywhere. */
const anyStream = fc.record({
  before: fc.string({ unit: "grapheme", maxLength: 10 }),
  after: fc.string({ unit: "grapheme", maxLength: 10 }),
  tokens: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 8 }),
  marks: fc.array(fc.nat(2000), { maxLength: 12 }),
  lineEnd: fc.constantFrom("\n", "\r\n"),
  spaces: fc.constantFrom("", " "),
}).map(({ before, after, tokens, marks, lineEnd, spaces }) => {
  const text = [...`${before}${SECRET}${after}`];
  const events: string[] = [];
  for (let at = 0, turn = 0; at < text.length; turn++) {
    const token = text.slice(at, at += tokens[turn % tokens.length]).join("");
    const json = JSON.stringify({ id: "c1", choices: [{ index: 0, delta: { content: token } }] }, null, spaces && " ");
    events.push(`data:${spaces}${json.replaceAll(/\n */g, "")}${lineEnd}${lineEnd}`);
  }
  const bytes = utf8.encode(`${events.join("")}data: [DONE]${lineEnd}${lineEnd}`);
  const places = [0, ...new Set(marks.map((mark) => mark % bytes.length)), bytes.length].sort((a, b) => a - b);
  return { before, after, chunks: places.slice(1).map((end, i) => bytes.subarray(places[i], end)) };
});

function textOf(body: string): string {
  return body.split(/\r?\n\r?\n/).filter((event) => event.startsWith("data:") && !event.includes("[DONE]"))
    .map((event) => JSON.parse(event.slice(5)).choices[0].delta.content).join("");
}

Deno.test("a stream with a secret in it is replayed as its recording's note says, and still reads as a stream", async () => {
  await fc.assert(
    fc.asyncProperty(anyStream, async ({ before, after, chunks }) => {
      fc.pre(!`${before}${after}`.includes(SECRET));
      await using tape = await tempTape();
      const [liveNote, note] = [newNote(), newNote()];
      {
        const fetch = () => Promise.resolve(new Response(chunkedBody(chunks)));
        await using recorder = await recordTape(tape.path, { fetch, secrets: [SECRET] });
        const live = await (await recorder.fetch("http://h/", { note: liveNote })).bytes();
        assertEquals(textOf(new TextDecoder().decode(live)), before + SECRET + after, "the caller gets what came");
      }
      assertFalse(readsSecret(await Deno.readTextFile(tape.path), SECRET));
      assertEquals(await verifyCassette(tape.path), []);
      await using player = await replayTape(tape.path, { fetch: noNetwork });
      const replayed = await readChunks(await player.fetch("http://h/", { note }));
      const body = await new Response(chunkedBody(replayed.chunks)).bytes();
      assertEquals(body, liveNote.recordedBody);
      assertEquals(note.cuts, liveNote.cuts);
      assertEquals(replayed.chunks.length, note.cuts!.length);
      assertEquals(note.cuts!.at(-1)![1], liveNote.cuts!.at(-1)![1]);
      assertEquals(textOf(new TextDecoder().decode(body)), before + REDACTED + after);
    }),
    { numRuns: 60 },
  );
});

Deno.test("clients with different credentials use one tape at once, and each one's own is replaced", async () => {
  await using tape = await tempTape();
  const credentials = Array.from({ length: 8 }, (_, i) => `sk-client-${i}-${"x".repeat(i)}`);
  const echo: typeof globalThis.fetch = (_input, init) =>
    Promise.resolve(new Response(`you are ${new Headers(init?.headers).get("authorization")}`));
  const ask = (tape: { fetch: typeof globalThis.fetch }, i: number) =>
    tape.fetch(`http://h/${i}`, { headers: { authorization: `Bearer ${credentials[i % 8]}` } });
  {
    await using recorder = await recordTape(tape.path, { fetch: echo });
    await Promise.all(Array.from({ length: 64 }, async (_, i) => {
      assertEquals(await (await ask(recorder, i)).text(), `you are Bearer ${credentials[i % 8]}`);
    }));
  }
  const text = await Deno.readTextFile(tape.path);
  for (const credential of credentials) assert(!text.includes(credential));
  await using player = await replayTape(tape.path, { fetch: noNetwork });
  for (let i = 0; i < 64; i++) assertEquals(await (await ask(player, i + 0)).text(), `you are Bearer ${REDACTED}`);
});
