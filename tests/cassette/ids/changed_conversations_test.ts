import { assert, assertEquals } from "@std/assert";
import { canonicalJson, seededRandom } from "../../../src/base/mod.ts";
import { CassetteMissError } from "../../../src/cassette/mod.ts";
import type { JsonObject, JsonValue } from "../../../src/spec/mod.ts";
import { fakeNetwork, noNetwork, recordTape, replayTape, tempTape } from "../support.ts";

const URL = "http://provider.test/v1";

/** A request without that part of its ids which differs from session to session. */
const withoutMinted = (text: string) => text.replace(/~\w+/g, "~");

/** An answer with ids of its own; what its tools are asked has an `id` too, which is the model's choice. */
function answerTo(body: string, random: () => number): JsonObject {
  const request = JSON.parse(body);
  const mint = (name: string) => `${name}.${request.user}.${request.messages.length}~${random().toString(36).slice(2)}`;
  const choice = () => ({ id: `product-${random().toString(36).slice(2)}` });
  return {
    id: mint("resp"),
    asked: withoutMinted(canonicalJson(request)),
    tool_calls: [{ id: mint("one"), input: choice() }, { id: mint("two"), input: choice() }],
    signature: mint("signature"),
  };
}

// deno-lint-ignore no-explicit-any
function nextTurn(request: any, { id, tool_calls, signature }: any): JsonObject {
  // deno-lint-ignore no-explicit-any
  const results = tool_calls.map((call: any) => ({ role: "tool", tool_call_id: call.id, content: "done" }));
  const messages = [...request.messages, { role: "assistant", tool_calls, signature }, ...results];
  return { ...request, previous_response_id: id, messages };
}

/** Where the strings of a value stand. */
function places(value: JsonValue): [holder: { [name: string]: string }, name: string][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    typeof member === "string"
      ? [[value as { [name: string]: string }, name] as [{ [name: string]: string }, string]]
      : places(member)
  );
}

Deno.test("a changed request of a conversation gets no answer, or that to the same with other ids", async () => {
  for (const seed of ["1", "2", "3"]) {
    await using tape = await tempTape();
    const random = seededRandom(seed);
    const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)];
    const made: JsonObject[] = [];
    const sessions = [
      ["record", 4, ["a", "b", "a"]],
      ["record", 1, ["a", "b", "a"]],
      ["record", 2, ["b"]],
      ["append", 4, ["a", "c"]],
    ] as const;
    for (const [mode, turns, users] of sessions) {
      const fetch = fakeNetwork(async (request) => Response.json(answerTo(await request.text(), random)));
      await using recorder = await recordTape(tape.path, { mode, fetch });
      for (const user of users) {
        let request: JsonObject = { user, messages: [{ role: "user", content: "go" }] };
        for (let turn = 0; turn < turns; turn++) {
          made.push(request);
          const response = await recorder.fetch(URL, { method: "POST", body: JSON.stringify(request) });
          request = nextTurn(request, await response.json());
        }
      }
    }
    const strings = made.flatMap((request) => places(request).map(([holder, name]) => holder[name]));
    await using player = await replayTape(tape.path, { fetch: noNetwork, repeat: "last" });
    const counts = { answered: 0, missed: 0 };
    for (let i = 0; i < 400; i++) {
      const request = structuredClone(pick(made));
      for (let changes = pick([0, 1, 2]); changes > 0; changes--) {
        const [[holder, name], [other, otherName]] = [pick(places(request)), pick(places(request))];
        const kin = strings.filter((text) => withoutMinted(text) === withoutMinted(holder[name]));
        const [old, wanted] = [holder[name], pick([pick(strings), other[otherName], pick(kin)])];
        holder[name] = wanted;
        if (wanted === other[otherName]) other[otherName] = old;
      }
      try {
        const response = await player.fetch(URL, { method: "POST", body: JSON.stringify(request) });
        assertEquals((await response.json()).asked, withoutMinted(canonicalJson(request)));
        counts.answered++;
      } catch (error) {
        if (!(error instanceof CassetteMissError)) throw error;
        counts.missed++;
      }
    }
    assert(counts.answered > 50 && counts.missed > 50, JSON.stringify(counts));
  }
});
