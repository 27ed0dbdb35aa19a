// deno-lint-ignore-file no-console
/**
 * The proxy beside aimock, the fastest server of recorded model traffic: how long the whole process takes to its first
 * answer, and how many answers it gives in a second. Every answer is compared: byte for byte with Tapedeck, by its text
 * with aimock, which writes its own JSON around it.
 */
import { Buffer } from "node:buffer";
import { requestKey } from "../src/cassette/mod.ts";
import { type Exchange, perSecond, postBytes, RawConnection } from "./_raw_client.ts";
import { type Traffic, trafficBodies, writeTraffic } from "./traffic.ts";

const ROOT = new URL("..", import.meta.url).pathname;
const RIVALS = `${ROOT}bench/rivals`;
const RECORDINGS = 2000;
const WARM = 12_000;
/** All numbers of the same length, as aimock finds a request by a part of its last message. */
const FIRST = 10_000;

interface Server {
  readonly name: string;
  readonly path: string;
  readonly command: string;
  args(port: number): readonly string[];
  isAnswer(i: number): Exchange["isAnswer"];
}

/** What one process measured. */
interface Figures {
  readonly startMs: number;
  readonly coldPerS: number;
  readonly onePerS: number;
  readonly manyPerS: number;
}

async function tapedeckServer(folder: string, traffic: Traffic): Promise<Server> {
  await writeTraffic(`${folder}/tape.jsonl`, "{bench}/chat/completions", traffic, requestKey);
  // As the task `proxy` starts it.
  const flags = ["--unstable-no-legacy-abort", "--v8-flags=--max-semi-space-size=16"];
  return {
    name: "Tapedeck",
    path: "/bench/chat/completions",
    command: Deno.execPath(),
    args: (port) => [
      ...["run", "-q", "-P=cli", ...flags, "src/cli/main.ts", "proxy", "--cassette", `${folder}/tape.jsonl`],
      ...["--upstream", "bench=https://api.example.com/v1", "--repeat", "last", "--port", String(port)],
    ],
    isAnswer: (i) => {
      const answer = Buffer.from(traffic.answer(i));
      return (body) => body.equals(answer);
    },
  };
}

async function aimockServer(folder: string, traffic: Traffic): Promise<Server> {
  const install = new Deno.Command("npm", { args: ["install", "--silent"], cwd: RIVALS });
  if (!(await install.output()).success) throw new Error("Cannot install the rivals");
  const content = (i: number): string => JSON.parse(traffic.answer(i)).choices[0].message.content;
  const fixtures = Array.from({ length: traffic.count }, (_, i) => ({
    match: { userMessage: JSON.parse(traffic.request(i)).messages[1].content },
    response: { content: content(i) },
  }));
  await Deno.writeTextFile(`${folder}/fixtures.json`, JSON.stringify({ fixtures }));
  const cli = `${RIVALS}/node_modules/@copilotkit/aimock/dist/cli.js`;
  return {
    name: "aimock",
    path: "/v1/chat/completions",
    command: "node",
    args: (port) => [cli, "-f", `${folder}/fixtures.json`, "-p", String(port), "--log-level", "silent"],
    isAnswer: (i) => {
      const text = Buffer.from(`"content":${JSON.stringify(content(i))}`);
      return (body) => body.includes(text);
    },
  };
}

async function measure(server: Server, traffic: Traffic): Promise<Figures> {
  const exchanges = Array.from({ length: traffic.count }, (_, i): Exchange => ({
    request: postBytes(server.path, traffic.request(i)),
    isAnswer: server.isAnswer(i),
  }));
  const port = freePort();
  const start = performance.now();
  const { command } = server;
  const child = new Deno.Command(command, { args: [...server.args(port)], cwd: ROOT, stdout: "null", stderr: "null" })
    .spawn();
  try {
    await firstAnswer(port, exchanges[0]);
    const startMs = performance.now() - start;
    const coldPerS = await perSecond(port, exchanges, { connections: 32, count: RECORDINGS });
    const onePerS = await perSecond(port, exchanges, { connections: 1, count: RECORDINGS });
    const manyPerS = await perSecond(port, exchanges, { connections: 32, count: WARM });
    return { startMs, coldPerS, onePerS, manyPerS };
  } finally {
    child.kill("SIGTERM");
    await child.status;
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function firstAnswer(port: number, exchange: Exchange): Promise<void> {
  for (;;) {
    const socket = await Deno.connect({ hostname: "127.0.0.1", port }).catch(() => null);
    if (socket === null) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      continue;
    }
    using connection = new RawConnection(socket);
    return await connection.check(exchange);
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

/** Print the table: medians of so many processes of each server, in turn. */
export async function proxyBench(runs = 5): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const all = trafficBodies(RECORDINGS);
    const traffic: Traffic = {
      count: RECORDINGS,
      request: (i) => all.request(FIRST + i),
      answer: (i) => all.answer(FIRST + i),
    };
    const servers = [await tapedeckServer(folder, traffic), await aimockServer(folder, traffic)];
    const figures = servers.map((): Figures[] => []);
    // In turn, so that a machine that slows down slows both.
    for (let i = 0; i < runs; i++) {
      for (const [k, server] of servers.entries()) figures[k].push(await measure(server, traffic));
    }
    console.log("proxy | recordings | start ms | first 2,000, 32 conn. req/s | 1 conn. req/s | 32 conn. req/s");
    for (const [k, { name }] of servers.entries()) {
      const of = (pick: (f: Figures) => number) => median(figures[k].map(pick)).toFixed(0);
      console.log(
        [name, RECORDINGS, of((f) => f.startMs), of((f) => f.coldPerS), of((f) => f.onePerS), of((f) => f.manyPerS)]
          .join(" | "),
      );
    }
    const ratios = figures[0].map(({ manyPerS }, i) => manyPerS / figures[1][i].manyPerS);
    console.log(`Tapedeck / aimock, 32 connections: ${median(ratios).toFixed(1)} (median of pairs)`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await proxyBench();
