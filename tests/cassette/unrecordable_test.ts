import { assert, assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { CassetteMissError, verifyCassette } from "../../src/cassette/mod.ts";
import { schemaText } from "../../src/cassette/write_schema.ts";
import type { WireLens, WireOutcome } from "../../src/spec/mod.ts";
import { Validator } from "@cfworker/json-schema";
import { chunkedBody, fakeNetwork, newNote, noNetwork, recordsOf, recordTape, replayTape } from "./support.ts";
import { tempTape, utf8 } from "./support.ts";

/** A secret that is part of what stands in a secret's place cannot be replaced. */
const STUBBORN = "redacted]";
const WHY = "a credential in it could not be replaced";
const NO_TOKENS = { cacheReadTokens: null, cacheWriteTokens: null, reasoningTokens: null };
const USAGE = { inputTokens: 9, outputTokens: 3, ...NO_TOKENS };

function network(answer: () => Response) {
  return { secrets: [STUBBORN], fetch: fakeNetwork(answer) };
}

const leaky = network(() => new Response(`a ${STUBBORN} b`, { status: 201 }));

Deno.test("of an answer that cannot be kept, the line has the request, the reason and what it is billed by", async () => {
  await using tape = await tempTape();
  const note = newNote({
    scope: "cell_1/1",
    run: "run_1",
    readAnswer: () => ({ ok: true, completion: { usage: USAGE, reportedCostUsd: "0.01" } }) as unknown as WireOutcome,
  });
  {
    await using recorder = await recordTape(tape.path, leaky);
    assertEquals(
      await (await recorder.fetch("http://h/a", { method: "POST", body: "[1]", note })).text(),
      "a redacted] b",
    );
    await note.stored;
  }
  const [line] = await recordsOf(tape.path);
  assertEquals(line.unrecordable, WHY);
  assertEquals([line.response, line.failure, line.request.body], [undefined, undefined, { json: [1] }]);
  assertEquals(line.answered, { status: 201, latencyMs: note.cuts!.at(-1)![1], usage: USAGE, reportedCostUsd: "0.01" });
  assertEquals(note.answered, line.answered);
  assertEquals(await verifyCassette(tape.path), []);
  const validator = new Validator(JSON.parse(schemaText()), "2020-12", false);
  assert(validator.validate(line).valid);
});

Deno.test("a replay plays it as the failure that it was, and a run that goes on does not pay it again", async () => {
  await using tape = await tempTape();
  const live = newNote({ scope: "cell_1/1", run: "run_1" });
  {
    await using recorder = await recordTape(tape.path, leaky);
    await (await recorder.fetch("http://h/a", { note: live })).text();
  }
  for (const open of [replayTape, recordTape]) {
    await using player = await open(tape.path, { fetch: noNetwork });
    const note = newNote({ scope: "cell_1/1", run: "run_1" });
    const error = await assertRejects(() => player.fetch("http://h/a", { note }), UserError, `was not kept: ${WHY}`);
    assert(error.message.includes(note.key!));
    assertEquals([note.unrecordable, note.answered], [WHY, live.answered]);
    assertEquals([note.startedAt, note.source], [live.startedAt, open === replayTape ? "replay" : "resumed"]);
    assertEquals(player.summary, { played: 1, recorded: 0, missed: 0, refused: 0, unplayed: 0, expired: 0 });
  }
});

Deno.test("a client without a note is told by the error", async () => {
  await using tape = await tempTape();
  const recorder = await recordTape(tape.path, leaky);
  await (await recorder.fetch("http://h/a")).text();
  await assertRejects(() => recorder.close(), UserError, "Cannot keep the answer to GET http://h/a");
  await using player = await replayTape(tape.path);
  await assertRejects(() => player.fetch("http://h/a"), UserError, `was not kept: ${WHY}`);
});

Deno.test("the lens of the request's provider reads what its caller does not", async () => {
  await using tape = await tempTape();
  const billed = { usage: USAGE, reportedCostUsd: null };
  const lens = {
    provider: "acme",
    origin: null,
    keyShapes: [],
    mintedNames: [],
    readAnswer: ({ status, body, failure }: Parameters<WireLens["readAnswer"]>[0]) => {
      assertEquals([status, new TextDecoder().decode(body), failure?.kind], [200, `1 ${STUBBORN}`, "reset"]);
      return { ok: false, failure: { billed } };
    },
  } as unknown as WireLens;
  await using recorder = await recordTape(tape.path, {
    secrets: [STUBBORN],
    lenses: [lens],
    endpoints: { "m@acme": "http://h/v1" },
    fetch: fakeNetwork(() => {
      const parts = [utf8.encode("1 "), utf8.encode(STUBBORN)];
      return new Response(
        new ReadableStream({
          pull(controller) {
            const part = parts.shift();
            if (part === undefined) controller.error(new TypeError("connection reset"));
            else controller.enqueue(part);
          },
        }),
      );
    }),
  });
  const note = newNote();
  await assertRejects(async () => await (await recorder.fetch("http://h/v1/chat", { note })).text());
  await note.stored;
  const [line] = await recordsOf(tape.path);
  assertEquals(line.answered, { status: 200, latencyMs: note.failure!.atMs, ...billed });
});

Deno.test("nothing is kept where the request cannot be written down either", async () => {
  await using tape = await tempTape();
  const note = newNote({ scope: `cell ${STUBBORN}` });
  {
    await using recorder = await recordTape(tape.path, leaky);
    await (await recorder.fetch("http://h/a", { note })).text();
    assertEquals([recorder.summary.refused, recorder.summary.recorded, note.stored], [1, 0, undefined]);
  }
  assertEquals(await recordsOf(tape.path), []);
  await using player = await replayTape(tape.path);
  await assertRejects(() => player.fetch("http://h/a"), CassetteMissError);
});

Deno.test("what an earlier session kept is replaced by what this one could not", async () => {
  await using tape = await tempTape();
  let body = "fine";
  for (const text of ["fine", STUBBORN]) {
    body = text;
    await using recorder = await recordTape(tape.path, network(() => new Response(body)));
    await (await recorder.fetch("http://h/a", { note: newNote() })).text();
  }
  const lines = await recordsOf(tape.path);
  assertEquals(lines.map(({ replaces }) => replaces), [undefined, true]);
  await using player = await replayTape(tape.path);
  await assertRejects(() => player.fetch("http://h/a"), UserError, "was not kept");
});

Deno.test("of answers that end in another order than they began, none takes the place of another", async () => {
  await using tape = await tempTape();
  const answers = [["old"], ["a", "b"], ["c"]];
  const fetch = fakeNetwork(() => new Response(chunkedBody(answers.shift()!.map((text) => utf8.encode(text)))));
  {
    await using recorder = await recordTape(tape.path, { fetch });
    await (await recorder.fetch("http://h/a")).text();
  }
  {
    await using recorder = await recordTape(tape.path, { fetch });
    const first = await recorder.fetch("http://h/a");
    await (await recorder.fetch("http://h/a")).text();
    await first.text();
  }
  await using player = await replayTape(tape.path);
  const played = [await player.fetch("http://h/a"), await player.fetch("http://h/a")];
  assertEquals([await played[0].text(), await played[1].text()], ["c", "ab"]);
});
