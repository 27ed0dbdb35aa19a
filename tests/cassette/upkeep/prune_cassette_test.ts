import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { UserError } from "../../../src/base/mod.ts";
import { pruneCassette } from "../../../src/cassette/mod.ts";
import { fakeNetwork, recordsOf, recordTape, replayTape, tempFolder } from "../support.ts";
import { arbitraryCall, decisionLine, interactionLine, type MadeCall, writeTape } from "./support.ts";
import { inOwnProcess } from "../../support/own_process.ts";

const URL_OF_CALLS = "http://h/v1/chat";

const initOf = ({ prompt }: Pick<MadeCall, "prompt">) => ({ method: "POST", body: JSON.stringify({ prompt }) });

/** Replay calls, and tell in the usage file what was played. */
async function replay(path: string, usage: string, prompts: readonly number[]): Promise<string[]> {
  await using tape = await replayTape(path, { usage });
  const answers: string[] = [];
  for (const prompt of prompts) {
    answers.push(
      await tape.fetch(URL_OF_CALLS, initOf({ prompt })).then((response) => response.text(), () => "(miss)"),
    );
  }
  return answers;
}

async function record(path: string, calls: readonly MadeCall[]): Promise<void> {
  let next = 0;
  await using tape = await recordTape(path, { fetch: fakeNetwork(() => new Response(calls[next++].answer)) });
  for (const call of calls) await (await tape.fetch(URL_OF_CALLS, initOf(call))).text();
}

Deno.test("what any replay played stays, and is played as before", async () => {
  await using folder = await tempFolder();
  let round = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(arbitraryCall, { maxLength: 10 }),
      fc.array(fc.array(fc.nat(4), { maxLength: 8 }), { minLength: 1, maxLength: 3 }),
      async (calls, replays) => {
        const path = `${folder.path}/${round}.jsonl`;
        const usage = `${folder.path}/${round++}.usage`;
        await record(path, calls);
        const before = [];
        for (const prompts of replays) before.push(await replay(path, usage, prompts));
        const played = (prompt: number) =>
          Math.max(...replays.map((prompts) => prompts.filter((one) => one === prompt).length));
        const report = await pruneCassette(path, { usage, write: true });
        for (const [i, prompts] of replays.entries()) {
          assertEquals(await replay(path, `${usage}.other`, prompts), before[i]);
        }
        for (const prompt of [0, 1, 2, 3, 4]) {
          const there = calls.filter((call) => call.prompt === prompt).length;
          const left = (await recordsOf(path)).filter(({ request }) => request.body.json.prompt === prompt).length;
          assertEquals(left, Math.min(there, played(prompt)));
        }
        assertEquals(report.kept + report.dropped, calls.length);
      },
    ),
    { numRuns: 30 },
  );
});

Deno.test("without write it is told what would go, and nothing changes", async () => {
  await using folder = await tempFolder();
  const [path, usage] = [`${folder.path}/a.jsonl`, `${folder.path}/usage`];
  await writeTape(path, [
    interactionLine({ prompt: "old" }),
    interactionLine({ prompt: "old", answer: "new", replaces: true }),
    interactionLine({ prompt: "b" }),
    decisionLine("cell_1", "endpoint", "x"),
    decisionLine("cell_2", "endpoint", "y"),
  ]);
  {
    await using tape = await replayTape(path, { usage });
    await tape.decide("cell_2", "endpoint", () => ({ choice: null, reason: "" }));
  }
  const before = await Deno.readTextFile(path);
  const lines: number[] = [];
  const options = { usage, onUnused: ({ line }: { line: number }) => lines.push(line) };
  assertEquals(await pruneCassette(path, options), { written: false, kept: 1, superseded: 1, dropped: 3 });
  assertEquals(lines, [3, 4, 5]);
  assertEquals(await Deno.readTextFile(path), before);
  assertEquals(await pruneCassette(path, { usage, write: true }), {
    written: true,
    kept: 1,
    superseded: 1,
    dropped: 3,
  });
  assertEquals((await recordsOf(path)).map(({ scope }) => scope), ["cell_2"]);
});

Deno.test("several processes add to one usage file, and other modes tell nothing", async () => {
  await using folder = await tempFolder();
  const [path, usage] = [`${folder.path}/a.jsonl`, `${folder.path}/usage`];
  await record(path, [0, 1].map((prompt) => ({ prompt, scope: null, answer: "x" })));
  await Promise.all([replay(path, usage, [0]), replay(path, usage, [1]), replay(path, usage, [])]);
  await using append = await recordTape(path, { mode: "append", usage });
  await (await append.fetch(URL_OF_CALLS, initOf({ prompt: 0 }))).text();
  await append.close();
  const lines = (await Deno.readTextFile(usage)).trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines.map(({ usage, cassette }) => [usage, cassette]), Array(3).fill([1, path]));
  assertEquals((await pruneCassette(path, { usage })).dropped, 0);
});

Deno.test("a usage file that tells nothing of the cassette prunes nothing", async () => {
  await using folder = await tempFolder();
  const [path, usage] = [`${folder.path}/a.jsonl`, `${folder.path}/usage`];
  await writeTape(path, [interactionLine()]);
  const refused = async (text: string) => {
    await Deno.writeTextFile(usage, text);
    return (await assertRejects(() => pruneCassette(path, { usage, write: true }), UserError)).message;
  };
  assertStringIncludes(await refused(""), "tells of no replay");
  assertStringIncludes(
    await refused('{"usage":1,"cassette":"/x/b.jsonl","at":"","played":{}}\n'),
    "tells of b.jsonl alone",
  );
  assertStringIncludes(
    await refused('{"usage":1,"cassette":"/a.jsonl","at":"","played":{}}\n{"us'),
    "line 2 of the usage",
  );
  assertStringIncludes(await refused('{"usage":1}\n'), "line 1 of the usage");
  assertEquals((await recordsOf(path)).length, 1);
  const other = await assertRejects(() => pruneCassette(path, { usage: `${folder.path}/none` }), UserError);
  assertStringIncludes(other.message, "the usage file cannot be read");
});

Deno.test("the environment can name the usage file, and the option comes first", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/a.jsonl`;
  await writeTape(path, [interactionLine()]);
  const code = `
    import { openCassette } from "./src/cassette/mod.ts";
    const [path, folder] = values;
    const names = () => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    await (await openCassette(path, { usage: folder + "/from-option" })).close();
    const before = names();
    await (await openCassette(path)).close();
    tell([before, names()]);
  `;
  const usage = `${folder.path}/from-environment`;
  assertEquals(await inOwnProcess(code, { env: { TAPEDECK_USAGE: usage }, values: [path, folder.path] }), [
    ["a.jsonl", "from-option"],
    ["a.jsonl", "from-environment", "from-option"],
  ]);
  assertEquals((await pruneCassette(path, { usage })).dropped, 1);
});

Deno.test("a usage file that cannot be written is named when the tape is closed", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/a.jsonl`;
  await writeTape(path, [interactionLine()]);
  const tape = await replayTape(path, { usage: `${folder.path}/none/usage` });
  const error = await assertRejects(() => tape.close(), UserError);
  assertStringIncludes(error.message, "the usage file cannot be written");
});

Deno.test("a replay of another cassette of the same name prunes nothing, one of a copy elsewhere counts", async () => {
  await using folder = await tempFolder();
  for (const name of ["a", "b", "copy"]) await Deno.mkdir(`${folder.path}/${name}`);
  const [a, b, copy] = ["a", "b", "copy"].map((name) => `${folder.path}/${name}/tape.jsonl`);
  const call = (prompt: number) => ({ prompt, answer: `${prompt}` }) as MadeCall;
  await record(a, [call(1)]);
  await record(b, [call(2), call(3)]);
  await Deno.copyFile(b, copy);
  const usage = `${folder.path}/usage`;
  await replay(a, usage, [1]);
  await assertRejects(() => pruneCassette(b, { usage, write: true }), UserError, "alone");
  assertEquals((await recordsOf(b)).length, 2);
  await replay(copy, usage, [3]);
  assertEquals((await pruneCassette(b, { usage, write: true })).dropped, 1);
});
