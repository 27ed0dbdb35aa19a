import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { formatCassette, verifyCassette } from "../../../src/cassette/mod.ts";
import { converse, type Dialect, DIALECTS, mintingProvider, type Turn } from "../ids/support.ts";
import { fakeNetwork, noNetwork, recordTape, replayTape, tempFolder } from "../support.ts";

const ORIGIN = "http://provider.test";
const ENDPOINTS = { "m@p": ORIGIN };

interface Session {
  readonly turns: number;
  readonly stream: boolean;
}

/** What a client is answered that goes on from these turns; a miss ends it. */
async function answersFrom(path: string, dialect: Dialect, from: readonly Turn[]): Promise<string[]> {
  await using tape = await replayTape(path, { fetch: noNetwork, endpoints: ENDPOINTS });
  const answers: string[] = [];
  const turns = [...from];
  while (turns.length < 3) {
    const next = await converse(tape.fetch, ORIGIN, dialect, { from: turns, turns: turns.length + 1 }).catch(() =>
      null
    );
    if (next === null) return [...answers, "(miss)"];
    answers.push(...next.bodies);
    turns.splice(0, turns.length, ...next.turns);
  }
  return answers;
}

/** Whether the file still has all that answers minted of these turns. */
function isIn(text: string, turns: readonly Turn[]): boolean {
  return (JSON.stringify(turns).match(/[0-9a-f]{20}/g) ?? []).every((id) => text.includes(id));
}

Deno.test("conversations that were recorded anew go on as before, but for ids that no line has any more", async () => {
  await using folder = await tempFolder();
  let round = 0;
  const sessions = fc.array(fc.record({ turns: fc.integer({ min: 1, max: 3 }), stream: fc.boolean() }), {
    minLength: 1,
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...DIALECTS), sessions, async (dialect, all: Session[]) => {
      const path = `${folder.path}/${round++}.jsonl`;
      const starts: Turn[][] = [[]];
      for (const [i, { turns, stream }] of all.entries()) {
        const fetch = fakeNetwork(mintingProvider(dialect, { stream }).handler);
        await using tape = await recordTape(path, { fetch, endpoints: ENDPOINTS });
        const told = await converse(tape.fetch, ORIGIN, dialect, { turns: i === 0 ? 3 : turns });
        for (let length = 1; length <= told.turns.length; length++) starts.push(told.turns.slice(0, length));
      }
      const before = [];
      for (const start of starts) before.push(await answersFrom(path, dialect, start));
      await formatCassette(path);
      const text = await Deno.readTextFile(path);
      for (const [i, start] of starts.entries()) {
        const after = await answersFrom(path, dialect, start);
        // Never another answer: a client that brings back what went with a superseded answer is told that it is gone.
        if (isIn(text, start) || after[0] !== "(miss)") assertEquals(after, before[i]);
      }
      assertEquals(await verifyCassette(path), []);
    }),
    { numRuns: 40 },
  );
});
