import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  diffCassettes,
  formatCassette,
  mergeCassettes,
  migrateCassette,
  pruneCassette,
  scrubFile,
  verifyCassette,
} from "../../../src/cassette/mod.ts";
import { providerLenses } from "../../../src/provider/mod.ts";
import { fakeNetwork, newNote, recordTape, replayTape, tempFolder } from "../support.ts";
import { arbitraryCall, type MadeCall } from "./support.ts";

const lenses = providerLenses();
const url = (prompt: number) => `http://h/${prompt}`;
const noteOf = ({ scope }: MadeCall) => newNote(scope === null ? {} : { scope: `scope ${scope}` });

/** Records these calls, and a decision of each scope. */
async function record(path: string, calls: readonly MadeCall[]): Promise<void> {
  let answer = "";
  await using tape = await recordTape(path, { env: false, fetch: fakeNetwork(() => new Response(answer)) });
  for (const [i, call] of calls.entries()) {
    // Two that are the same in the same millisecond would be one that stands twice.
    answer = `${call.answer} ${i}`;
    await (await tape.fetch(url(call.prompt), { note: noteOf(call) })).text();
  }
  for (const scope of new Set(calls.map(({ scope }) => scope))) {
    await tape.decide(`scope ${scope}`, "endpoint", () => ({ choice: { scope }, reason: "cheapest" }));
  }
}

/** What a replay answers and decides, with the usage in a file where one is named. */
async function replay(path: string, calls: readonly MadeCall[], usage?: string): Promise<unknown[]> {
  await using tape = await replayTape(path, { env: false, ...(usage === undefined ? {} : { usage }) });
  const said: unknown[] = [];
  for (const call of calls) said.push(await (await tape.fetch(url(call.prompt), { note: noteOf(call) })).text());
  for (const scope of new Set(calls.map(({ scope }) => scope))) {
    said.push(await tape.decide(`scope ${scope}`, "endpoint", () => ({ choice: null, reason: "" })));
  }
  return said;
}

/** Every act that writes a cassette anew, of which none may change what it says; gives the path of what it wrote. */
const ACTS: { readonly [name: string]: (path: string, calls: readonly MadeCall[]) => Promise<string> } = {
  fmt: async (path) => (await formatCassette(path), path),
  scrub: async (path) => (await scrubFile(path, { lenses, env: false }), path),
  migrate: async (path) => (await migrateCassette(path), path),
  merge: async (path) => {
    await mergeCassettes([path, path], { output: `${path}.merged` });
    return `${path}.merged`;
  },
  prune: async (path, calls) => {
    const usage = `${path}.usage`;
    await replay(path, calls, usage);
    assertEquals((await pruneCassette(path, { usage, write: true })).dropped, 0);
    return path;
  },
};

for (const [name, act] of Object.entries(ACTS)) {
  Deno.test(`whatever is on a cassette, decisions too, is answered the same after ${name}`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryCall, { minLength: 1, maxLength: 8 }), async (calls) => {
        await using folder = await tempFolder();
        const [path, before] = [`${folder.path}/tape.jsonl`, `${folder.path}/before.jsonl`];
        await record(path, calls);
        await Deno.copyFile(path, before);
        const said = await replay(before, calls);
        const after = await act(path, calls);
        assertEquals(await verifyCassette(after), []);
        assertEquals((await diffCassettes(before, after, lenses)).equal, true);
        assertEquals(await replay(after, calls), said);
      }),
      { numRuns: 25 },
    );
  });
}
