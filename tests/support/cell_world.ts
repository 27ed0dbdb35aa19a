import { join } from "node:path";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { openCassette } from "../../src/recording/mod.ts";
import type { Attempt, CallNote, JsonObject, Ledger, RunRecord } from "../../src/spec/mod.ts";
import { makeAttempt, makeRun } from "./attempts.ts";
import { tempDir } from "./temp_dir.ts";

/** What somebody may say to break a page. */
export const HOSTILE = `</pre><img src=x onerror="alert(1)"><script>alert(2)</script> "><svg onload=alert(3)> 日本`;
/** A long answer of code. */
export const CODE = Array.from({ length: 900 }, (_, i) => `const value${i} = compute(${i}) && "<b>${i}</b>";`).join(
  "\n",
);

export const RUN = "run_20261121-055215-9fd48a8e";

/** A run with a tape whose cells are of all kinds. */
export interface CellWorld extends Disposable {
  readonly folder: string;
  readonly tape: string;
  readonly ledger: Ledger;
  readonly run: RunRecord;
}

const FAILED = {
  status: "failed",
  score: null,
  scores: {},
  output: null,
  summary: null,
  costUsd: null,
  costSource: null,
  ttftMs: null,
  ttfoMs: null,
  tpotMs: null,
  outputTps: null,
  finishReason: null,
} as const;
const LIMITED = { ...FAILED, errorKind: "rate_limited", errorMessage: "Slow down, please", httpStatus: 429 } as const;

const TOOLS = [{
  type: "function",
  function: { name: "get_weather", description: "Tells the weather", parameters: { type: "object", properties: {} } },
}];

/**
 * Cells of one variant each: 0 a hostile prompt and answer, streamed; 1 the same prompt at another endpoint, with a long
 * answer of code and reasoning; 2 answered at its twentieth try; 3 with calls of tools; 4 failed; 5 has not been run.
 */
export async function cellWorld(change: Partial<RunRecord> = {}): Promise<CellWorld> {
  const folder = tempDir();
  const tape = join(folder.path, "tape.jsonl");
  const ledger = await openSqliteLedger(join(folder.path, "ledger.sqlite"));
  const run = makeRun({ runId: RUN, plan: "all kinds", cells: 6, status: "done", cassette: tape, ...change });
  await ledger.startRun(run);
  const rows: Attempt[] = [];
  const answers: Response[] = [];
  {
    const fetch = () => Promise.resolve(answers.shift()!);
    await using cassette = await openCassette(tape, { mode: "record", ci: "", fetch });
    const add: Add = async (row, { messages, answer, ...parameters }) => {
      const whole = makeAttempt({ ...ONE, cellId: `cell_${row.cellIndex}`, ...row });
      const note: CallNote = { scope: `${whole.cellId}/${whole.try}`, endpoint: whole.endpoint, caller: {} };
      answers.push(answer);
      const body = JSON.stringify({ model: "one", messages, temperature: 0.2, ...parameters });
      const response = await cassette.fetch("https://box.example/v1/chat/completions", { method: "POST", body, note });
      await response.text();
      await note.stored;
      rows.push({ ...whole, cassetteKey: note.key ?? null });
    };
    await addTexts(add);
    await addTries(add);
    await addOddEnds(add);
  }
  await ledger.append(rows);
  return { folder: folder.path, tape, ledger, run, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

/** Records a call and keeps its row. */
type Add = (
  row: Partial<Attempt> & { readonly cellIndex: number },
  call: { messages: JsonObject[]; answer: Response; [parameter: string]: unknown },
) => Promise<void>;

const ONE = {
  runId: RUN,
  endpoint: "acme/one@box",
  model: "acme/one",
  provider: "box",
  label: "temperature=0.2",
  axes: { temperature: 0.2 },
};

const QUESTION = [{ role: "user", content: "What is 6 × 7?" }];

async function addTexts(add: Add): Promise<void> {
  const asked = [
    { role: "system", content: "You are terse." },
    { role: "user", content: HOSTILE },
  ];
  const said = { output: HOSTILE, summary: HOSTILE.slice(0, 199), scores: { exact: 0 }, score: 0 };
  await add({ cellIndex: 0, promptId: "hostile", ...said }, {
    messages: asked,
    answer: streamed(HOSTILE),
    stream: true,
  });
  await add(
    {
      cellIndex: 1,
      endpoint: "acme/two@box",
      model: "acme/two",
      promptId: "hostile",
      output: CODE,
      summary: CODE.slice(0, 40),
    },
    { messages: asked, answer: plain({ content: CODE, reasoning_content: "Let me think.\nThat is long." }) },
  );
}

async function addTries(add: Add): Promise<void> {
  for (let number = 1; number < 20; number++) {
    const times = { retryWaitMs: number === 1 ? 0 : number * 25, latencyMs: 20 + number, queueMs: 5 };
    await add(
      { cellIndex: 2, try: number, final: false, ...LIMITED, ...times, retries: number - 1 },
      { messages: QUESTION, answer: Response.json({ error: { message: "Slow down, please" } }, { status: 429 }) },
    );
  }
  await add({ cellIndex: 2, try: 20, retryWaitMs: 500, retries: 19 }, {
    messages: QUESTION,
    answer: plain({ content: "42" }),
  });
}

async function addOddEnds(add: Add): Promise<void> {
  await add(
    { cellIndex: 3, promptId: "weather", output: "", summary: "", finishReason: "tool_calls" },
    {
      messages: [
        ...QUESTION,
        { role: "assistant", content: null, tool_calls: [call("call_0", `{"city":"Paris"}`)] },
        { role: "tool", tool_call_id: "call_0", content: `{"celsius":21}` },
      ],
      tools: TOOLS,
      answer: plain({
        content: null,
        tool_calls: [call("call_1", `{"city":"Rome","when":"<now>"}`), call("call_2", "{broken")],
      }),
    },
  );
  await add(
    {
      cellIndex: 4,
      promptId: "broken",
      ...FAILED,
      errorKind: "server_error",
      errorMessage: HOSTILE,
      httpStatus: 500,
    },
    { messages: QUESTION, answer: Response.json({ error: { message: HOSTILE } }, { status: 500 }) },
  );
}

function call(id: string, given: string): JsonObject {
  return { id, type: "function", function: { name: "get_weather", arguments: given } };
}

function plain(message: JsonObject): Response {
  return Response.json({
    id: "chatcmpl-1",
    model: "one",
    choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", ...message } }],
    usage: { prompt_tokens: 30, completion_tokens: 5, total_tokens: 35 },
  });
}

function streamed(text: string): Response {
  const events = [...Array.from({ length: 5 }, (_, i) => text.slice(i * 20, i === 4 ? undefined : (i + 1) * 20))].map((
    content,
  ) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`);
  const encoder = new TextEncoder();
  const body = new ReadableStream({
    start(controller) {
      for (const event of [...events, "data: [DONE]\n\n"]) controller.enqueue(encoder.encode(event));
      controller.close();
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}
