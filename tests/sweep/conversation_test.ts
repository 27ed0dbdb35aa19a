import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { startSimulated } from "../../src/provider/simulated/mod.ts";
import type { Attempt } from "../../src/spec/mod.ts";
import { cellAt, cellId, parsePlan, type PlanSample, runSweep } from "../../src/sweep/mod.ts";
import { collect } from "../support/iterate.ts";
import { tempDir } from "../support/temp_dir.ts";
import { movingClock, WITHOUT_BREAKER } from "./_moving_clock.ts";
import { parrotOptions } from "./_parrot.ts";
import { startTalker, talkerPlan } from "./_talker.ts";

async function rowsOf(ledgerPath: string, runId: string): Promise<Attempt[]> {
  await using ledger = await openSqliteLedger(ledgerPath);
  return await collect(ledger.attempts(runId));
}

const TURNS = { id: "turns", prompt: "one", turns: ["two", "three"], expected: "three/5" };
const TOOLS = {
  id: "tools",
  prompt: 'call weather {"city":"Paris","days":2}; time {}',
  tool_results: [
    { tool: "weather", arguments: { city: "Rome" }, result: "hot" },
    { tool: "weather", arguments: { city: "Paris" }, result: { sky: "blue" } },
    { tool: "time", result: "noon", is_error: true },
  ],
  expected: "noon/4",
};

Deno.test("each turn is sent with all that was said before it, and the last answer is scored", async () => {
  using dir = tempDir();
  await using talker = startTalker();
  const plan = await talkerPlan(talker.baseUrl, { items: [TURNS] });
  const options = parrotOptions(dir.path);
  const { runId, cells, ok } = await runSweep(plan, options);
  assertEquals([cells, ok, talker.requests.length], [2, 2, 6]);
  const [last] = talker.requests.filter(({ messages }) => messages.length === 5);
  assertEquals(last.messages as unknown, [
    { role: "user", content: "one" },
    { role: "assistant", content: "one/1" },
    { role: "user", content: "two" },
    { role: "assistant", content: "two/3" },
    { role: "user", content: "three" },
  ]);
  const rows = await rowsOf(options.ledgerPath, runId);
  assertEquals(
    rows.map((row) => [row.cellIndex, row.turn, row.try, row.retries, row.final, row.output, row.score]),
    [0, 1].flatMap((cell) => [
      [cell, 1, 1, 0, false, "one/1", null],
      [cell, 2, 2, 0, false, "two/3", null],
      [cell, 3, 3, 0, true, "three/5", 1],
    ]),
  );
  assertEquals(rows.map(({ costUsd }) => costUsd), Array(6).fill("0.00002"));
});

Deno.test("results of tools follow their calls, by name and by what the arguments have", async () => {
  using dir = tempDir();
  await using talker = startTalker();
  const plan = await talkerPlan(talker.baseUrl, { items: [TOOLS] });
  const options = parrotOptions(dir.path);
  const { runId, ok } = await runSweep(plan, options);
  assertEquals(ok, 2);
  const second = talker.requests.find(({ messages }) => messages.length > 1)!;
  assertEquals(second.messages.slice(1) as unknown, [
    {
      role: "assistant",
      content: null,
      tool_calls: [
        { id: "call_1_0", type: "function", function: { name: "weather", arguments: '{"city":"Paris","days":2}' } },
        { id: "call_1_1", type: "function", function: { name: "time", arguments: "{}" } },
      ],
    },
    { role: "tool", tool_call_id: "call_1_0", content: '{"sky":"blue"}' },
    { role: "tool", tool_call_id: "call_1_1", content: "noon" },
  ]);
  const rows = await rowsOf(options.ledgerPath, runId);
  assertEquals(rows.map(({ turn, finishReason, score }) => [turn, finishReason, score]).slice(0, 2), [
    [1, "tool_calls", null],
    [2, "stop", 1],
  ]);
});

/** Conversations that their scripts do not know how to go on. */
const ENDS: readonly (readonly [name: string, item: object, kind: string, said: string])[] = [
  [
    "a call of a tool without a script",
    { ...TOOLS, prompt: 'call weather {"city":"Oslo"}' },
    "unscripted_tool",
    'current value is weather({"city":"Oslo"})',
  ],
  [
    "a script that is used up",
    { prompt: "call time; time", tool_results: [{ tool: "time", result: "noon", times: 1 }] },
    "unscripted_tool",
    "current value is time()",
  ],
  [
    "calls without end",
    { prompt: "call time", tool_results: { time: "call time" }, max_tool_rounds: 3 },
    "tool_rounds",
    "max_tool_rounds allows: current value is 3",
  ],
  [
    "a call where a turn should follow",
    { prompt: "call time", turns: ["and now?"] },
    "unscripted_tool",
    "current value is time()",
  ],
];

for (const [name, item, kind, said] of ENDS) {
  Deno.test(`a cell fails by ${name}, which was paid, and a replay says the same`, async () => {
    using dir = tempDir();
    await using talker = startTalker();
    const plan = await talkerPlan(talker.baseUrl, { items: [item] });
    const options = parrotOptions(dir.path);
    const recorded = await runSweep(plan, options);
    const rows = await rowsOf(options.ledgerPath, recorded.runId);
    const last = rows.at(-1)!;
    assertEquals([recorded.failed, last.status, last.errorKind, last.final], [2, "failed", kind, true]);
    assertStringIncludes(last.errorMessage!, said);
    assertEquals([last.costUsd, last.output, last.billed, last.httpStatus], ["0.000034", null, true, 200]);
    const replayed = await runSweep(plan, { ...options, mode: "replay" });
    assertEquals(replayed.resultsHash, recorded.resultsHash);
  });
}

Deno.test("calls are what the answer is about where nothing is scripted", async () => {
  using dir = tempDir();
  await using talker = startTalker();
  const plan = await talkerPlan(talker.baseUrl, { items: [{ prompt: "call time {}" }] });
  const { ok } = await runSweep(plan, parrotOptions(dir.path));
  assertEquals([ok, talker.requests.length], [2, 2]);
});

Deno.test("a turn that fails is tried again, and where that does not help it ends the cell", async () => {
  using dir = tempDir();
  let failures = 0;
  await using talker = startTalker((_, { messages }) => {
    if (messages.length === 3 && failures++ < 2) return new Response("overloaded", { status: 529 });
    return messages.at(-1)!.content === "never" ? new Response("no", { status: 400 }) : undefined;
  });
  const plan = await talkerPlan(talker.baseUrl, { items: [TURNS, { ...TURNS, id: "b", turns: ["never", "x"] }] });
  const options = parrotOptions(dir.path, { concurrency: 1, clock: movingClock(), setup: WITHOUT_BREAKER });
  const recorded = await runSweep(plan, options);
  const rows = await rowsOf(options.ledgerPath, recorded.runId);
  const shape = (cell: number) =>
    rows.filter(({ cellIndex }) => cellIndex === cell)
      .map((row) => [row.turn, row.try, row.retries, row.status, row.final]);
  assertEquals(shape(0), [
    [1, 1, 0, "ok", false],
    [2, 2, 0, "failed", false],
    [2, 3, 1, "failed", false],
    [2, 4, 2, "ok", false],
    [3, 5, 0, "ok", true],
  ]);
  assertEquals(shape(2), [[1, 1, 0, "ok", false], [2, 2, 0, "failed", true]]);
  assertEquals([recorded.ok, recorded.failed], [2, 2]);
  const replayed = await runSweep(plan, { ...options, mode: "replay" });
  assertEquals(replayed.resultsHash, recorded.resultsHash);
});

Deno.test("a run that ended within conversations goes on where they were, and asks nothing again", async () => {
  using dir = tempDir();
  const controller = new AbortController();
  let stopAt = 7;
  await using talker = startTalker((number) => {
    if (number === stopAt) controller.abort();
    return undefined;
  });
  const items = Array.from({ length: 6 }, (_, i) => ({ ...TURNS, id: `t${i}`, prompt: `p${i}`, expected: "three" }));
  const plan = await talkerPlan(talker.baseUrl, { items });
  const options = parrotOptions(dir.path, { concurrency: 3 });
  const first = await runSweep(plan, { ...options, signal: controller.signal });
  assert(first.interrupted);
  const before = talker.requests.length;
  stopAt = -1;
  const second = await runSweep(plan, options);
  assertEquals([second.runId, second.ok, second.interrupted], [first.runId, 12, false]);
  // What was in flight may be asked again: never more than the calls that went at once.
  const asked = new Map<string, number>();
  for (const { messages } of talker.requests) {
    const key = JSON.stringify(messages);
    asked.set(key, (asked.get(key) ?? 0) + 1);
  }
  assertEquals(asked.size, 18);
  const extra = talker.requests.length - 36;
  assert(extra >= 0 && extra <= 3, `${extra} of ${before}`);
  const rows = await rowsOf(options.ledgerPath, second.runId);
  assertEquals(rows.length, 36);
  assert(rows.every(({ billed }) => billed));
  assert(rows.some(({ source }) => source === "resumed"));
  const replayed = await runSweep(plan, { ...options, mode: "replay" });
  assertEquals(replayed.resultsHash, second.resultsHash);
});

Deno.test("a cell's id follows from all that is scripted, and from no answer", async () => {
  const idOf = async (item: object) => {
    const plan = await talkerPlan("http://127.0.0.1:1/v1", { items: [item] });
    const { endpoint, request, repeat, sample, id } = cellAt(plan, 0);
    assertEquals(cellId({ endpoint, request, repeat, twin: (sample as PlanSample).twin, script: sample.script }), id);
    return id;
  };
  const items = [
    { prompt: "one" },
    { prompt: "one", turns: ["two"] },
    { prompt: "one", turns: ["three"] },
    { prompt: "one", tool_results: { f: "x" } },
    { prompt: "one", tool_results: { f: "y" } },
    { prompt: "one", tool_results: { f: "y" }, max_tool_rounds: 2 },
  ];
  const ids = await Promise.all(items.map(idOf));
  assertEquals(new Set(ids).size, items.length);
  assertEquals(await idOf({ ...items[1], id: "other", expected: "else" }), ids[1]);
});

/** A row without what tells a replay from its recording. */
function asRecorded(row: Attempt): object {
  return { ...row, runId: "", source: "", billed: false };
}

const DOORS = [
  ["openai-chat", "/v1"],
  ["anthropic-messages", "/v1"],
  ["gemini-generate-content", "/v1beta"],
  ["cohere-chat", "/v2"],
  ["ollama-chat", "/api"],
];

for (const stream of [true, false]) {
  Deno.test(`conversations with tools are replayed at any concurrency, in five formats, ${stream ? "streamed" : "whole"}`, async () => {
    using dir = tempDir();
    await using server = startSimulated({
      seed: 5,
      endpoints: [{
        model: "simulated/caller",
        answer: { textTokens: 12, toolCallRate: 0.6, parallelRate: 0.5 },
        failures: [{ kind: "server_error", probability: 0.1 }],
      }],
    });
    const toml = `name = "callers"
stream = ${stream}
repeats = 2
${
      DOORS.map(([wire, path]) =>
        `[[endpoints]]
key = "simulated/caller@simulated/${wire}"
base_url = "${server.origin}${path}"
wire = "${wire}"
wire_model = "simulated/caller"
price = { input_per_token_usd = "0.00000005", output_per_token_usd = "0.0000002" }
`
      ).join("")
    }
[parameters]
max_tokens = 80
[[parameters.tools]]
name = "weather"
description = "The weather of a city."
parameters = { type = "object", properties = { city = { type = "string" } }, required = ["city"] }
[prompts]
template = "What is the weather in {{city}}?"
turns = ["And tomorrow in {{city}}?"]
tool_results = { weather = { sky = "blue" } }
max_tool_rounds = 30
items = [{ city = "Paris" }, { city = "Rome" }, { city = "Oslo" }]
[run]
max_tries = 10
`;
    const plan = await parsePlan(toml, { path: "callers.toml" });
    const options = parrotOptions(dir.path, { concurrency: 8, clock: movingClock(), setup: WITHOUT_BREAKER });
    const recorded = await runSweep(plan, options);
    assertEquals([recorded.cells, recorded.ok], [30, 30]);
    await server.close();
    const rows = await rowsOf(options.ledgerPath, recorded.runId);
    const callers = new Set(
      rows.filter(({ finishReason }) => finishReason === "tool_calls").map(({ endpoint }) => endpoint),
    );
    assertEquals(callers.size, 5);
    assert(rows.some(({ turn, retries }) => turn > 1 && retries > 0));
    for (const concurrency of [1, 8, 64]) {
      const replayed = await runSweep(plan, { ...options, mode: "replay", concurrency });
      assertEquals([replayed.resultsHash, replayed.unplayed], [recorded.resultsHash, 0]);
      const again = await rowsOf(options.ledgerPath, replayed.runId);
      assertEquals(again.map(asRecorded), rows.map(asRecorded));
    }
  });
}
