import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Validator } from "@cfworker/json-schema";
import { UserError } from "../../src/base/mod.ts";
import { FORMAT_VERSION, type Tape, verifyCassette } from "../../src/cassette/mod.ts";
import { schemaText } from "../../src/cassette/write_schema.ts";
import { newNote, noNetwork, recordTape, replayTape, tempTape } from "./support.ts";

/** One file for every version so far, with a line of each kind that the version had. */
const golden = (version: number) => new URL(`golden/v${version}.jsonl`, import.meta.url);

function post(tape: Tape, name: string, scope?: string): Promise<Response> {
  const body = JSON.stringify({ messages: [{ content: `Say ${name} [redacted]`, role: "user" }], model: "m-1" });
  const headers = { "content-type": "application/json" };
  return tape.fetch(`http://127.0.0.1:9/v1/${name}`, { method: "POST", headers, body, note: newNote({ scope }) });
}

for (let version = 1; version <= FORMAT_VERSION; version++) {
  Deno.test(`a cassette of version ${version} is sound and plays as it is`, async () => {
    await using copy = await tempTape();
    await Deno.copyFile(golden(version), copy.path);
    assertEquals(await verifyCassette(copy.path), []);
    await using tape = await replayTape(copy.path, {
      fetch: noNetwork,
      endpoints: { "acme/m-1@acme": "http://127.0.0.1:9/v1" },
    });
    assertEquals((await (await post(tape, "json")).json()).usage, { prompt_tokens: 9, completion_tokens: 1 });
    const stream = await (await post(tape, "sse", "cell_sse/1")).text();
    assert(stream.endsWith("data: [DONE]\n\n"), stream);
    assertEquals(await (await post(tape, "bytes")).bytes(), new Uint8Array([0, 255, 254, 10]));
    await assertRejects(() => post(tape, "refused", "cell_refused/1"), TypeError, "connection refused (recorded)");
    assertEquals((await post(tape, "limited")).status, 429);
    const decision = await tape.decide("cell_json", "endpoint", () => ({ choice: null, reason: "" }));
    assertEquals(decision, { choice: { to: ["acme/m-1@acme"] }, reason: "cheapest" });
    assertEquals(tape.summary.unplayed, 0, "the first of the seven lines was recorded anew");
  });
}

Deno.test("the lines of every version are lines of the newest", async () => {
  const validator = new Validator(JSON.parse(schemaText()), "2020-12", false);
  const [newest] = [await Deno.readTextFile(golden(FORMAT_VERSION))];
  for (let version = 1; version <= FORMAT_VERSION; version++) {
    const lines = (await Deno.readTextFile(golden(version))).trimEnd().split("\n");
    for (const line of lines) assert(validator.validate(JSON.parse(line)).valid, line);
    assertEquals(lines.slice(1), newest.trimEnd().split("\n").slice(1));
    assertEquals({ ...JSON.parse(lines[0]), tapedeck: FORMAT_VERSION }, JSON.parse(newest.split("\n", 1)[0]));
  }
});

for (const mode of ["record", "append"] as const) {
  Deno.test(`a cassette of an older version is not written, and left as it is: mode ${mode}`, async () => {
    await using copy = await tempTape();
    await Deno.copyFile(golden(1), copy.path);
    const before = await Deno.readFile(copy.path);
    const error = await assertRejects(() => recordTape(copy.path, { mode }), UserError);
    assertStringIncludes(error.message, "has format version 1 and this Tapedeck writes 2");
    assertStringIncludes(error.message, `tapedeck cassette migrate ${copy.path}`);
    assertEquals(await Deno.readFile(copy.path), before);
  });
}
