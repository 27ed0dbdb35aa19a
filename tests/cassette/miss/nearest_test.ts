import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { explainMiss } from "../../../src/cassette/miss/mod.ts";
import { weightOf } from "../../../src/cassette/miss/_weights.ts";
import { type CassetteMissError, type NearRecording, requestKey } from "../../../src/cassette/mod.ts";
import { TapeFile } from "../../../src/cassette/_tape_file.ts";
import { readHeaders } from "../../../src/cassette/headers.ts";
import { Redactor } from "../../../src/cassette/redaction/mod.ts";
import { trafficBodies, writeTraffic } from "../../../bench/traffic.ts";
import { tempTape } from "../support.ts";

const URL = "http://h/v1/chat/completions";

interface Chat {
  model: string;
  temperature: number;
  seed: number;
  messages: { role: string; content: string }[];
  tools: { name: string; description: string }[];
}

/** Of few distinct ones some are on most lines, and some on none. */
const texts = (distinct: number) =>
  fc.tuple(fc.nat(distinct), fc.constantFrom(3, 8, 40)).map(([which, words]) =>
    Array.from({ length: words }, (_, i) => `word${which}-${i % 7} über`).join(" ")
  );

const chats = (distinct: number): fc.Arbitrary<Chat> =>
  fc.record({
    model: fc.constantFrom("m-1", "m-2"),
    temperature: fc.nat(3),
    seed: fc.nat(100),
    messages: fc.array(texts(distinct), { minLength: 1, maxLength: 9 }).map((contents) =>
      contents.map((content, i) => ({ role: ["system", "user", "assistant"][i === 0 ? 0 : 1 + i % 2], content }))
    ),
    tools: fc.array(texts(distinct).map((description) => ({ name: "look", description })), { maxLength: 2 }),
  });

/** What people change between two runs. */
const edits: fc.Arbitrary<(chat: Chat) => void> = fc.oneof(
  fc.nat(5).map((temperature) => (chat: Chat) => void (chat.temperature = temperature)),
  fc.nat(100).map((seed) => (chat: Chat) => void (chat.seed = seed)),
  fc.tuple(fc.nat(), fc.nat(30)).map(([which, at]) => (chat: Chat) => {
    const message = chat.messages[which % chat.messages.length];
    message.content = `${message.content.slice(0, at)} changed ${message.content.slice(at)}`;
  }),
  texts(30).map((content) => (chat: Chat) => void chat.messages.push({ role: "user", content })),
  fc.constant((chat: Chat) => void (chat.messages.length > 1 && chat.messages.pop())),
);

function missOf(file: TapeFile, body: string, compared: number): CassetteMissError {
  const headers = readHeaders({ "content-type": "application/json" });
  const request = {
    method: "POST",
    url: URL,
    endpoint: undefined,
    headers,
    body,
    canonical: "",
    redactor: new Redactor([]),
  };
  return explainMiss(file, { request, key: "key_none", scope: undefined, lenses: [] }, compared);
}

function distanceOf({ segments }: NearRecording): number {
  return segments.filter(({ equal }) => !equal).reduce((sum, { name }) => sum + weightOf(name), 0);
}

/** Both answers to one question, which must be as near as each other. */
async function assertNearest(recorded: readonly Chat[], asked: Chat): Promise<void> {
  await using tape = await tempTape();
  const request = (i: number) => JSON.stringify(recorded[i]);
  await writeTraffic(tape.path, URL, { count: recorded.length, request, answer: trafficBodies(1).answer }, requestKey);
  const file = TapeFile.open(tape.path);
  try {
    const [best] = missOf(file, JSON.stringify(asked), Infinity).nearest;
    const { nearest } = missOf(file, JSON.stringify(asked), 12);
    assertEquals(nearest.length, 3);
    assertEquals(Math.min(...nearest.map(distanceOf)), distanceOf(best), JSON.stringify({ nearest, best }));
  } finally {
    file.close();
  }
}

function changed(chat: Chat, changes: readonly ((chat: Chat) => void)[]): Chat {
  const copy = structuredClone(chat);
  for (const change of changes) change(copy);
  return copy;
}

const someEdits = fc.array(edits, { minLength: 1, maxLength: 3 });

Deno.test("what is found without parsing is as near as what comparing everything finds, whatever requests have in common", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(chats(30), { minLength: 30, maxLength: 90 }),
      fc.nat(),
      someEdits,
      (all, which, changes) => assertNearest(all, changed(all[which % all.length], changes)),
    ),
    { numRuns: 150, endOnFailure: true },
  );
});

/** Long tapes are sampled, so that a miss is explained in time: now and then another recording is found. */
Deno.test("so it is, nearly always, on tapes that are too long for looking at every byte", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(chats(100_000), { minLength: 300, maxLength: 400 }),
      fc.nat(),
      someEdits,
      (all, which, changes) => assertNearest(all, changed(all[which % all.length], changes)),
    ),
    { numRuns: 25, endOnFailure: true, seed: 20261121 },
  );
});

Deno.test("requests that differ in their parameters alone are told apart by them", async () => {
  const messages = [{ role: "user", content: "The same question for all of them, which is not short. ".repeat(5) }];
  const all = Array.from(
    { length: 500 },
    (_, seed) => ({ model: "m-1", temperature: seed % 3, seed, messages, tools: [] }),
  );
  await assertNearest(all, { ...all[321], temperature: 9 });
});
