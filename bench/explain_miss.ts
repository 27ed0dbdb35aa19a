// deno-lint-ignore-file no-console
/**
 * How long the first miss of a process takes to explain, cold: 10,000 recordings, opened beforehand. Each corpus is
 * missed in a way that a look at the beginning of the requests does not tell: parameters, a message in the middle and
 * the last one differ from the recording that is nearest, and it must be the one that is named.
 */
import { CassetteMissError, openCassette, requestKey } from "../src/cassette/mod.ts";
import { seededRandom } from "../src/base/mod.ts";
import { type Traffic, trafficBodies, writeTraffic } from "./traffic.ts";

const RECORDINGS = 10_000;
const NEAREST = 7_777;
const URL = "https://api.example.com/v1/chat/completions";
const WORDS =
  ("the model answers with care and tests a long chain of thought before it writes code for a user who asks " +
    "again about lists trees graphs queues").split(" ");

interface Chat {
  temperature: number;
  messages: { role: string; content: string }[];
}

/** Chats of a system prompt and 15 messages, about 3 KB, no two of which have a message in common. */
export function chatBodies(count: number): Traffic {
  const random = seededRandom("chats");
  const text = (words: number) =>
    Array.from({ length: words }, () => WORDS[Math.floor(random() * WORDS.length)]).join(" ");
  const system = { role: "system", content: text(60) };
  const messages = (i: number) =>
    Array.from({ length: 15 }, (_, k) => ({
      role: k % 2 === 0 ? "user" : "assistant",
      content: `${i}.${k} ${text(10 + Math.floor(random() * 30))}`,
    }));
  const requests = Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      model: `example/model-${i % 3}`,
      temperature: (i % 5) / 10,
      max_tokens: 256,
      messages: [system, ...messages(i)],
      tools: [{ type: "function", function: { name: "look", parameters: { type: "object", properties: {} } } }],
    }));
  return { count, request: (i) => requests[i], answer: trafficBodies(count).answer };
}

/** A request that is not on the tape. */
export function changed(request: string): string {
  const chat: Chat = JSON.parse(request);
  const { messages } = chat;
  chat.temperature = 0.95;
  messages[messages.length >> 1].content += " And why?";
  if (messages.length > 2) messages[messages.length - 1].content = `Again: ${messages[messages.length - 1].content}`;
  return JSON.stringify(chat);
}

/** What the first miss took. */
interface MissTimes {
  readonly ms: number;
  /** Of the main thread, which other programs do not lengthen much; 0 where the system does not tell it. */
  readonly cpuMs: number;
}

async function firstMiss(path: string, body: string, line: number): Promise<MissTimes> {
  const tape = await openCassette(path, { keepNetwork: true });
  const cpuStart = cpuMs();
  const start = performance.now();
  const error = await tape.fetch(URL, { method: "POST", body }).catch((error: unknown) => error);
  const times = { ms: performance.now() - start, cpuMs: cpuMs() - cpuStart };
  if (!(error instanceof CassetteMissError)) throw error;
  if (error.nearest[0].line !== line) throw new Error(`line ${error.nearest[0].line} was named, not ${line}`);
  return times;
}

function cpuMs(): number {
  try {
    return Number(Deno.readTextFileSync("/proc/thread-self/schedstat").split(" ", 1)[0]) / 1e6;
  } catch {
    return 0;
  }
}

async function child(path: string, body: string): Promise<MissTimes> {
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", import.meta.filename!, path, body],
    stdout: "piped",
    stderr: "inherit",
  }).output();
  if (!output.success) throw new Error("the process failed");
  return JSON.parse(new TextDecoder().decode(output.stdout));
}

/** Print the table: `runs` fresh processes for each corpus. */
export async function explainMissBench(runs = 9): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    console.log("first miss, cold | recordings | request KB | file MB | fastest ms | median ms | median CPU ms");
    const corpora = { "plain requests": trafficBodies(RECORDINGS), "chats of 15 messages": chatBodies(RECORDINGS) };
    for (const [name, traffic] of Object.entries(corpora)) {
      const path = `${folder}/tape.jsonl`;
      await writeTraffic(path, URL, traffic, requestKey);
      const body = changed(traffic.request(NEAREST));
      const times: MissTimes[] = [];
      for (let i = 0; i < runs; i++) times.push(await child(path, body));
      const sizes = [body.length / 1024, (await Deno.stat(path)).size / 2 ** 20];
      const wall = times.map(({ ms }) => ms);
      const shown = [...sizes, Math.min(...wall), median(wall), median(times.map(({ cpuMs }) => cpuMs))];
      console.log([name, RECORDINGS, ...shown.map((n) => n.toFixed(1))].join(" | "));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

if (import.meta.main) console.log(JSON.stringify(await firstMiss(Deno.args[0], Deno.args[1], NEAREST + 2)));
