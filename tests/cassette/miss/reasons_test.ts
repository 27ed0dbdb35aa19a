import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { CassetteMissError, type CassetteOptions } from "../../../src/cassette/mod.ts";
import type { CallNote, Segment, WireLens } from "../../../src/spec/mod.ts";
import { fakeNetwork, newNote, recordTape, replayTape, tempTape } from "../support.ts";

interface Call extends CassetteOptions {
  readonly url?: string;
  readonly body?: unknown;
  readonly headers?: HeadersInit;
  readonly note?: Partial<CallNote>;
}

const BODY = { model: "m", messages: [{ role: "user", content: "Hi" }] };

function init({ body = BODY, headers, note }: Call): RequestInit & { note: CallNote } {
  return { method: "POST", body: JSON.stringify(body), headers, note: newNote(note) };
}

async function record(path: string, call: Call = {}): Promise<void> {
  await using tape = await recordTape(path, { ...call, fetch: fakeNetwork(() => new Response("ok")) });
  await (await tape.fetch(call.url ?? "http://h/v1/chat/completions", init(call))).text();
}

async function miss(path: string, call: Call = {}): Promise<CassetteMissError> {
  await using tape = await replayTape(path, call);
  return await assertRejects(
    () => tape.fetch(call.url ?? "http://h/v1/chat/completions", init(call)),
    CassetteMissError,
  );
}

Deno.test("all recordings have been played: how many, how many do not count any more, and what helps", async () => {
  await using tape = await tempTape();
  for (let i = 0; i < 3; i++) await record(tape.path);
  await using player = await replayTape(tape.path);
  const ask = () => player.fetch("http://h/v1/chat/completions", init({}));
  await (await ask()).text();
  const error = await assertRejects(ask, CassetteMissError);
  assertEquals([error.reason, error.nearest], ["played", []]);
  assertStringIncludes(
    error.message,
    'Its one recording has been played already (2 more were recorded anew and do not count): `repeat: "last"` (`--repeat',
  );
});

Deno.test("an empty tape says so", async () => {
  await using tape = await tempTape();
  await (await recordTape(tape.path)).close();
  assertEquals((await miss(tape.path)).reason, "empty");
});

Deno.test("only the scope differs", async () => {
  await using tape = await tempTape();
  await record(tape.path, { note: { scope: "cell_1/1" } });
  const error = await miss(tape.path, { note: { scope: "cell_2/1" } });
  assertEquals(error.reason, "scope");
  assertStringIncludes(error.message, ". Only the scope differs. The nearest recordings:\n  line 2: scope differs at");
});

Deno.test("only a header that is part of the key differs", async () => {
  await using tape = await tempTape();
  await record(tape.path, { headers: { "anthropic-version": "2023-06-01" } });
  const error = await miss(tape.path, { headers: { "anthropic-version": "2024-01-01" } });
  assertEquals(error.reason, "header");
  assertStringIncludes(error.message, "Only the header anthropic-version differs");
  assertStringIncludes(error.message, '/headers/anthropic-version was "2023-06-01", is "2024-01-01"');
});

const ENDPOINTS: readonly [what: string, recorded: Call, asked: Call, hint: string][] = [
  [
    "recorded under a name, asked without one",
    { url: "https://api.example.com/v1/chat", endpoints: { "m@p": "https://api.example.com/v1" } },
    { url: "http://127.0.0.1:8091/proxy/v1/chat" },
    'for the endpoint "m@p": pass `endpoints: {"m@p":"http://127.0.0.1:8091/proxy/v1"}`',
  ],
  [
    "recorded without a name, asked under one",
    { url: "https://api.example.com/v1/chat" },
    { url: "https://api.example.com/v1/chat", endpoints: { "m@p": "https://api.example.com/v1" } },
    'for https://api.example.com, which no endpoint named when it was recorded: leave "m@p" out of `endpoints`',
  ],
  [
    "recorded under another name",
    { url: "https://api.example.com/v1/chat", endpoints: { "m@p": "https://api.example.com/v1" } },
    { url: "https://api.example.com/v1/chat", endpoints: { "m@q": "https://api.example.com/v1" } },
    'for the endpoint "m@p", and "m@q" was asked',
  ],
  [
    "recorded from another port",
    { url: "http://127.0.0.1:8091/v1/chat" },
    { url: "http://127.0.0.1:8092/v1/chat" },
    'for the server "http://127.0.0.1:8091", and "http://127.0.0.1:8092" was asked',
  ],
];

for (const [what, recorded, asked, hint] of ENDPOINTS) {
  Deno.test(`the same request stands elsewhere: ${what}`, async () => {
    await using tape = await tempTape();
    await record(tape.path, recorded);
    const error = await miss(tape.path, asked);
    assertEquals(error.reason, "endpoint");
    assertStringIncludes(error.message, `The same request is on the tape ${hint}`);
  });
}

Deno.test("another path of the same server is no other endpoint", async () => {
  await using tape = await tempTape();
  await record(tape.path, { url: "http://h/v1/chat" });
  const error = await miss(tape.path, { url: "http://h/v2/chat" });
  assertEquals(error.reason, "different");
  assertStringIncludes(error.message, "Only the URL differs");
});

Deno.test("a line whose key was changed is named", async () => {
  await using tape = await tempTape();
  await record(tape.path);
  const text = await Deno.readTextFile(tape.path);
  await Deno.writeTextFile(tape.path, text.replace(/"key_[\w-]{4}/, '"key_aaaa'));
  const error = await miss(tape.path);
  assertEquals(error.reason, "key");
  assertStringIncludes(error.message, "The same request stands there under another key: `tapedeck cassette verify`");
});

/** A lens with the segments of chat completions, and nothing else. */
const LENS = {
  provider: "p",
  origin: "http://h",
  wire: "openai-chat",
  mintedNames: [],
  keyShapes: [],
  segments: (body: typeof BODY & { temperature: number }): Segment[] => {
    const [system, ...messages] = body.messages;
    return [
      { name: "model", pointer: "/model", value: body.model },
      { name: "parameters", pointer: "", value: { temperature: body.temperature } },
      { name: "system", pointer: "/messages/0", value: system },
      ...messages.map((value, i) => ({ name: `message ${i + 1}`, pointer: `/messages/${i + 1}`, value })),
    ];
  },
} as unknown as WireLens;

Deno.test("segments are those of the provider, and where a text differs is told by its character", async () => {
  await using tape = await tempTape();
  const system = `${"𝒳".repeat(100)}${"y".repeat(111)}`;
  const body = (end: string, fifth = "5") => ({
    model: "m",
    temperature: 0.5,
    messages: [
      { role: "system", content: system + end },
      ...Array.from({ length: 15 }, (_, i) => ({ role: "user", content: i === 4 ? fifth : `${i + 1}` })),
    ],
  });
  const lenses = [LENS];
  await record(tape.path, { body: body("a"), lenses });
  const { nearest: [near], message } = await miss(tape.path, { body: body("b", "x"), lenses });
  assertEquals(
    near.summary,
    "system differs at character 212; 14 of 15 messages equal; message 5 differs at character 1; model, parameters equal",
  );
  assertStringIncludes(message, `\n  line 2: ${near.summary}\n    /body/messages/0/content was …yyy`);
  const different = near.segments.filter(({ equal }) => !equal);
  assertEquals(different.map(({ name, difference }) => [name, difference?.pointer, difference?.character]), [
    ["system", "/body/messages/0/content", 212],
    ["message 5", "/body/messages/5/content", 1],
  ]);
  const cooler = { ...body("a"), temperature: 0.1 };
  const [{ pointer, summary }] = (await miss(tape.path, { body: cooler, lenses })).nearest;
  assertEquals([pointer, summary], [
    "/body/temperature",
    "parameters differs; 15 of 15 messages equal; model, system equal",
  ]);
});

Deno.test("segments that one side alone has are new or missing", async () => {
  await using tape = await tempTape();
  await record(tape.path, { body: { ...BODY, stop: ["\n"] } });
  const asked = { ...BODY, seed: 1, messages: [...BODY.messages, { role: "user", content: "And?" }] };
  const [{ summary, segments }] = (await miss(tape.path, { body: asked })).nearest;
  assertEquals(summary, "stop is missing; seed is new; 1 of 2 messages equal; message 2 is new; model equal");
  assertEquals(segments.at(-1)?.difference?.recorded, "absent");
});
