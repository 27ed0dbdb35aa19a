import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { CassetteMissError, verifyCassette } from "../../src/cassette/mod.ts";
import { fakeNetwork, newNote, noNetwork, recordTape, replayTape, tempTape } from "./support.ts";

interface Call {
  readonly path: string;
  readonly scope?: string;
}

interface Session {
  readonly mode: "record" | "append" | "replay";
  readonly run?: string;
  readonly calls: readonly Call[];
}

interface Recorded {
  readonly answer: string;
  readonly run?: string;
}

/** What a tape should do, in the plainest words: recordings by key, in their order. */
class Model {
  #tape = new Map<string, Recorded[]>();
  #answers = 0;

  /** What each call of a session gets: an answer and where it comes from. */
  play({ mode, run, calls }: Session): string[] {
    const before = new Map([...this.#tape].map(([key, list]) => [key, [...list]]));
    const settled = new Set<string>();
    return calls.map(({ path, scope }) => {
      const key = `${path} ${scope ?? ""}`;
      const found = this.#take(before, key, { mode, run }) ??
        (mode === "record" ? null : this.#take(before, `${path} `, { mode, run }));
      if (found !== null) {
        settled.add(key);
        return `${found.answer} ${mode !== "replay" && run !== undefined && found.run === run ? "resumed" : "replay"}`;
      }
      if (mode === "replay") return "miss";
      const supersedes = mode === "record" && !settled.has(key);
      settled.add(key);
      const answer = `answer ${++this.#answers}`;
      this.#tape.set(key, [...(supersedes ? [] : this.#tape.get(key) ?? []), { answer, run }]);
      return `${answer} live`;
    });
  }

  #take(before: Map<string, Recorded[]>, key: string, { mode, run }: Pick<Session, "mode" | "run">): Recorded | null {
    const list = before.get(key) ?? [];
    const at = mode === "record"
      ? list.findIndex((recorded) => run !== undefined && recorded.run === run)
      : list.length === 0
      ? -1
      : 0;
    return at === -1 ? null : list.splice(at, 1)[0];
  }
}

const anyCall = fc.record({ path: fc.constantFrom("a", "b"), scope: fc.constantFrom("1", "2") }, {
  requiredKeys: ["path"],
});
const anySession = fc.record({
  mode: fc.constantFrom("record", "append", "replay"),
  run: fc.constantFrom("run_1", "run_2"),
  calls: fc.array(anyCall, { maxLength: 5 }),
}, { requiredKeys: ["mode", "calls"] }) as fc.Arbitrary<Session>;

Deno.test("whatever sessions follow each other on one tape, each call gets what it should", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anySession, { minLength: 1, maxLength: 6 }), async (sessions) => {
      await using tape = await tempTape();
      await (await recordTape(tape.path)).close();
      const model = new Model();
      let answers = 0;
      for (const session of sessions) {
        const { mode, run, calls } = session;
        const network = fakeNetwork(() => new Response(`answer ${++answers}`));
        await using opened = mode === "replay"
          ? await replayTape(tape.path, { fetch: noNetwork })
          : await recordTape(tape.path, { mode, fetch: network });
        const expected = model.play(session);
        for (const [i, { path, scope }] of calls.entries()) {
          const note = newNote({ ...(run && { run }), ...(scope && { scope }) });
          const call = opened.fetch(`http://h/${path}`, { note });
          if (expected[i] === "miss") await assertRejects(() => call, CassetteMissError);
          else assertEquals(`${await (await call).text()} ${note.source}`, expected[i]);
        }
      }
      assertEquals(await verifyCassette(tape.path), []);
    }),
    { numRuns: 150 },
  );
});
