import { assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import type { CassetteOptions, Tape } from "../../src/cassette/mod.ts";
import { fakeNetwork, newNote, noNetwork, recordTape, replayTape, tempTape } from "./support.ts";

const answering = fakeNetwork((request) => new Response("x", { status: request.url.endsWith("/2") ? 404 : 200 }));

async function ask(tape: Tape, path: string, scope?: string): Promise<void> {
  await tape.fetch(`http://h/${path}`, { note: newNote({ scope }) }).then((response) => response.text(), () => {});
}

async function record(path: string, paths: string[], options: CassetteOptions = {}): Promise<void> {
  await using tape = await recordTape(path, { fetch: answering, endpoints: { "m@p": "http://h" }, ...options });
  for (const name of paths) await ask(tape, name, name === "1" ? "cell_1/1" : undefined);
}

function open(path: string): Promise<Tape> {
  return replayTape(path, { fetch: noNetwork, endpoints: { "m@p": "http://h" }, unused: "error" });
}

Deno.test("closing a replay lists the recordings that no call played", async () => {
  await using temp = await tempTape();
  await record(temp.path, ["1", "2", "3"]);
  const tape = await open(temp.path);
  await ask(tape, "3");
  const error = await assertRejects(() => tape.close(), UserError);
  assertEquals(
    error.message,
    `Cannot end the replay as no call played 2 recordings of "${temp.path}":\n` +
      "  line 2: GET {m@p}/1 → 200, scope cell_1/1\n  line 3: GET {m@p}/2 → 404",
  );
  await tape.close();
});

Deno.test("five of them are shown, and how many more there are", async () => {
  await using temp = await tempTape();
  await record(temp.path, Array.from({ length: 8 }, (_, i) => `x${i}`));
  const tape = await open(temp.path);
  const { message } = await assertRejects(() => tape.close(), UserError);
  assertEquals(message.split("\n").length, 7);
  assertEquals(message.split("\n").at(-1), "  and 3 more");
});

Deno.test("decisions do not count, nor does what was recorded anew, nor failures that were played", async () => {
  await using temp = await tempTape();
  await record(temp.path, ["1", "2"]);
  await record(temp.path, ["1", "2"]);
  {
    const fetch = fakeNetwork(() => {
      throw new TypeError("connection reset");
    });
    await using tape = await recordTape(temp.path, { mode: "append", fetch, endpoints: { "m@p": "http://h" } });
    await tape.decide("cell_1", "x", () => ({ choice: 1, reason: "" }));
    await ask(tape, "9");
  }
  await using tape = await open(temp.path);
  await ask(tape, "1", "cell_1/1");
  await ask(tape, "2");
  await ask(tape, "9");
});

Deno.test("what can be played again counts as played, and other modes do not ask", async () => {
  await using temp = await tempTape();
  await record(temp.path, ["2"]);
  {
    await using tape = await replayTape(temp.path, {
      endpoints: { "m@p": "http://h" },
      unused: "error",
      repeat: "last",
    });
    await ask(tape, "2");
  }
  await record(temp.path, [], { mode: "append", unused: "error" });
});

Deno.test("an error that nobody was told of comes first, and an odd value is refused", async () => {
  await using temp = await tempTape();
  await record(temp.path, ["2"]);
  await assertRejects(
    () => replayTape(temp.path, { unused: "warn" as "error" }),
    UserError,
    '"unused" can only be "error": current value is "warn"',
  );
});
