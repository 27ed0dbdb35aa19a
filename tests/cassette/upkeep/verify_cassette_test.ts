import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Validator } from "@cfworker/json-schema";
import { fileURLToPath } from "node:url";
import { type CassetteProblem, verifyCassette, type VerifyOptions } from "../../../src/cassette/mod.ts";
import { SCHEMA_PATH, schemaText } from "../../../src/cassette/write_schema.ts";
import { chunkedBody, fakeNetwork, newNote, recordTape, tempTape, utf8 } from "../support.ts";
import { VirtualClock } from "../../../src/base/mod.ts";
import { decisionLine, interactionLine, writeTape } from "./support.ts";

/** A cassette with every kind of line. */
async function recordEverything(path: string): Promise<void> {
  const answers: (() => Response)[] = [
    () => Response.json({ a: 1 }),
    () => new Response("text", { status: 429, headers: { "retry-after": "1" } }),
    () => new Response(new Uint8Array([255])),
    () => new Response(null, { status: 204 }),
    () => new Response(chunkedBody(["data: {}", "\n\n", ""].map((text) => utf8.encode(text)))),
    () => new Response(""),
    () => {
      throw new TypeError("fetch failed");
    },
  ];
  for (let session = 0; session < 2; session++) {
    let next = 0;
    await using recorder = await recordTape(path, {
      fetch: fakeNetwork(() => answers[next++]()),
      endpoints: { "m@p": "http://h/v1" },
      ignore: ["/user"],
    });
    const caller = { cell: "cell_1", try: 1, queueMs: 0.5, retryWaitMs: 0, inFlight: 2 };
    for (let i = 0; i < answers.length; i++) {
      const note = newNote({ caller, ...(i % 2 === 0 ? {} : { scope: `cell_${i}/1`, run: "run_1" }) });
      const body =
        ['{"user":"u","a":9007199254740993}', "", "a\ud83d", new Uint8Array([254]), "[1]", "\ufeff{}", "x"][i];
      const init = { method: "POST", body, headers: { "anthropic-version": "1", "anthropic-beta": "b" }, note };
      await recorder.fetch(`http://h/v1/${i % 3}`, init as RequestInit).then((response) => response.text(), () => {});
    }
    await recorder.decide("cell_1", "endpoint", () => ({ choice: { to: ["m@p", null] }, reason: "cheapest" }), "run_1");
  }
}

Deno.test("what is recorded is a sound cassette, and validates against the published schema", async () => {
  await using tape = await tempTape();
  await recordEverything(tape.path);
  assertEquals(await verifyCassette(tape.path), []);
  const validator = new Validator(JSON.parse(schemaText()), "2020-12", false);
  const lines = (await Deno.readTextFile(tape.path)).trimEnd().split("\n");
  assertEquals(
    lines.length,
    13,
    "a header, eight lines, and four that the second session did not find as its run's own",
  );
  for (const line of lines) {
    const { valid, errors } = validator.validate(JSON.parse(line));
    assert(valid, JSON.stringify(errors));
  }
  assert(!validator.validate({ ...JSON.parse(lines[1]), extra: 1 }).valid);
  const { response: _response, ...unanswered } = JSON.parse(lines[1]);
  assert(!validator.validate(unanswered).valid);
});

Deno.test("the published schema is up to date", async () => {
  assertEquals(await Deno.readTextFile(SCHEMA_PATH), schemaText(), "run `deno run -A src/cassette/write_schema.ts`");
});

const SHIPPED = fileURLToPath(new URL("../../../cassettes", import.meta.url));

for (const { name } of Deno.readDirSync(SHIPPED)) {
  if (!name.endsWith(".jsonl")) continue;
  Deno.test(`the cassette that ships is sound: ${name}`, async () => {
    assertEquals(await verifyCassette(`${SHIPPED}/${name}`), []);
  });
}

/** Change one line of a sound cassette, and tell what is then said of it. */
async function problemsAfter(number: number, change: (line: string) => string): Promise<string[]> {
  await using tape = await tempTape();
  await recordEverything(tape.path);
  const lines = (await Deno.readTextFile(tape.path)).split("\n");
  lines[number - 1] = change(lines[number - 1]);
  await Deno.writeTextFile(tape.path, lines.join("\n"));
  return textsOf(await verifyCassette(tape.path));
}

function textsOf(problems: readonly CassetteProblem[]): string[] {
  return problems.map(({ line, message }) => `line ${line}: ${message}`);
}

// deno-lint-ignore no-explicit-any
function edited(change: (record: any) => void): (line: string) => string {
  return (line) => {
    const record = JSON.parse(line);
    change(record);
    return JSON.stringify(record);
  };
}

const DAMAGES: { readonly [problem: string]: readonly [line: number, change: (line: string) => string] } = {
  "line 1: has format version 3 and this Tapedeck reads up to 2": [
    1,
    (line) => line.replace('"tapedeck":2', '"tapedeck":3'),
  ],
  "line 1: is no JSON": [1, () => "{"],
  "line 2: is no JSON": [2, (line) => line.slice(0, -1)],
  'line 2: does not begin with {"key":"': [2, (line) => line.replace("{", "{ ")],
  "line 2: /kind: ": [2, edited((record) => record.kind = "grpc")],
  "line 2: the whole: Unrecognized key": [2, edited((record) => record.extra = 1)],
  "line 2: the whole: must have a response or a failure": [2, edited((record) => delete record.response)],
  "line 3: the whole: must have a response or a failure, or tell": [3, edited((record) => record.unrecordable = "x")],
  "line 5: the whole: must have a response or a failure, or tell": [
    5,
    edited((record) => record.answered = { status: 200, latencyMs: 1, usage: null, reportedCostUsd: null }),
  ],
  "line 2: /response/status: ": [2, edited((record) => record.response.status = 42)],
  "line 2: /at: ": [2, edited((record) => record.at = "yesterday")],
  "line 2: /key is key_": [2, edited((record) => record.request.body = { text: "other" })],
  "line 3: /key is key_": [3, edited((record) => record.scope = "cell_9/1")],
  "line 4: /key is key_": [4, edited((record) => record.request.url = "{m@p}/other")],
  "line 5: /key is key_": [5, edited((record) => record.request.method = "PUT")],
  "line 6: /key is key_": [6, edited((record) => record.request.headers["anthropic-beta"] = "c")],
  "line 9: /key is key_": [9, edited((record) => record.name = "other")],
  "line 2: /response/cuts/0: the first chunk must begin at 0": [2, edited((record) => record.response.cuts[0][0] = 1)],
  "line 2: /response/cuts: a body that is not empty has at least one chunk": [
    2,
    edited((record) => record.response.cuts = []),
  ],
  "line 6: /response/cuts/2: begins at 1, before the chunk in front of it (8)": [
    6,
    edited((record) => record.response.cuts[2][0] = 1),
  ],
  "line 6: /response/cuts/2: begins at 99, behind the body's end (10)": [
    6,
    edited((record) => record.response.cuts[2][0] = 99),
  ],
  "line 6: /response/cuts/1: came at 0 ms, before what is in front of it": [
    6,
    edited((record) =>
      record.response.cuts = record.response.cuts.map(([at]: number[], i: number) => [at, [9e9, 0, 9e9][i]])
    ),
  ],
  "line 14: is torn: no newline ends it": [14, () => '{"key":"'],
};

for (const [problem, [number, change]] of Object.entries(DAMAGES)) {
  Deno.test(`damage is found: ${problem}`, async () => {
    const problems = await problemsAfter(number, change);
    assertStringIncludes(problems.join("\n"), problem);
    for (const other of problems) assert(other.startsWith(`line ${number}: `), other);
  });
}

Deno.test("bytes that are no UTF-8 are found", async () => {
  await using tape = await tempTape();
  await recordEverything(tape.path);
  const bytes = await Deno.readFile(tape.path);
  bytes[bytes.indexOf(10) + 60] = 0xff;
  await Deno.writeFile(tape.path, bytes);
  assertEquals(textsOf(await verifyCassette(tape.path)), ["line 2: is no UTF-8"]);
});

Deno.test("an empty file has no header, and a missing one cannot be read", async () => {
  await using tape = await tempTape();
  await assertRejects(() => verifyCassette(tape.path), Deno.errors.NotFound);
  await Deno.writeTextFile(tape.path, "");
  assertEquals(textsOf(await verifyCassette(tape.path)), ["line 1: there is no header"]);
});

Deno.test("a first line of something else is said to be no header, and not field by field", async () => {
  for (const first of ['{"a":1}', "[]", "null", '{"key":"key_1","kind":"http"}']) {
    await using tape = await tempTape();
    await Deno.writeTextFile(tape.path, `${first}\n`);
    assertEquals(textsOf(await verifyCassette(tape.path)), [
      "line 1: is no header (the file is no cassette, or its beginning is lost)",
    ]);
  }
});

/** What is said of a made-up cassette, problems first. */
async function saidOf(lines: readonly string[], options: VerifyOptions = {}, header = {}): Promise<string[]> {
  await using tape = await tempTape();
  await writeTape(tape.path, lines, header);
  const hints: string[] = [];
  const problems = await verifyCassette(tape.path, { ...options, onHint: (hint) => hints.push(`hint: ${hint}`) });
  return [...textsOf(problems), ...hints];
}

Deno.test("an interaction that stands twice is a problem, and a repeat is none", async () => {
  const line = interactionLine();
  const repeat = interactionLine({ at: "2026-01-02T03:04:06.000Z" });
  assertEquals(await saidOf([line, repeat]), []);
  assertEquals(await saidOf([line, repeat, line]), [
    "line 4: is the interaction of line 2 once more: same key, time and answer",
  ]);
  assertEquals(await saidOf([line, interactionLine({ answer: "other" })]), []);
});

Deno.test("what has expired is named line by line, and a file that is too large once", async () => {
  const clock = new VirtualClock();
  const at = (daysAgo: number) => new Date(clock.date().getTime() - daysAgo * 86_400_000).toISOString();
  const lines = [1, 40, 29].map((days) => interactionLine({ prompt: `${days}`, at: at(days) }));
  assertEquals(await saidOf(lines, { maxAgeMs: 30 * 86_400_000, clock }), [
    `line 3: has expired: it was recorded at ${at(40)}`,
  ]);
  assertStringIncludes((await saidOf(lines, { maxBytes: 100 }))[0], "line null: the file has ");
});

Deno.test("lines that no longer count are a hint, and so are older rules", async () => {
  const lines = [
    interactionLine(),
    interactionLine(),
    interactionLine({ replaces: true }),
    decisionLine("c", "n", "x"),
  ];
  assertEquals(await saidOf(lines.slice(2)), []);
  assertStringIncludes((await saidOf([lines[0], lines[2]]))[0], "hint: later recordings have taken the place of 1");
  assertStringIncludes((await saidOf([], {}, { tapedeck: 1 }))[0], "hint: format version 1 is an older one");
  assertStringIncludes((await saidOf([], {}, { redaction: 0 }))[0], "went through version 0 of the redaction rules");
});

Deno.test("keys that a function made are not derived again, and the rest is checked", async () => {
  const record = JSON.parse(interactionLine());
  const line = JSON.stringify({ ...record, key: `key_${"a".repeat(32)}` });
  assertEquals((await saidOf([line])).length, 1);
  const broken = JSON.stringify({ ...JSON.parse(line), response: { ...record.response, cuts: [[1, 40]] } });
  assertEquals(await saidOf([line, broken], {}, { matcher: "withoutDates" }), [
    "line 3: /response/cuts/0: the first chunk must begin at 0, not at 1",
    'hint: keys cannot be derived again, as a function made them: "withoutDates"',
  ]);
});

Deno.test("secrets are named by what finds them, once a line", async () => {
  const findSecrets = (line: string) => line.includes("sk-live") ? ["openai-key", "openai-key"] : [];
  assertEquals(await saidOf([interactionLine(), interactionLine({ prompt: "sk-live" })], { findSecrets }), [
    "line 3: has a secret: openai-key",
  ]);
});
