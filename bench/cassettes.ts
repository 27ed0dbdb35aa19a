// deno-lint-ignore-file no-console
/**
 * The tape beside its rivals on the same traffic, every answer compared byte for byte: replay in one process on Deno, the
 * rivals on Node as well, what recording costs, and the size of the files.
 */
import { openCassette } from "../src/recording/mod.ts";

import { trafficBodies } from "./traffic.ts";

const COUNT = 2000;
const ROUNDS = 7;
const FOLDER = new URL("rivals/", import.meta.url).pathname;

interface Figures {
  readonly [tool: string]: { readonly sequential: readonly number[]; readonly parallel: readonly number[] };
}

/** Print the tables. */
export async function cassettesBench(): Promise<void> {
  const folder = await Deno.makeTempDir();
  await using server = answeringServer();
  try {
    await run("npm", ["install", "--silent"], FOLDER);
    const url = `http://127.0.0.1:${server.port}/v1/chat/completions`;
    const trafficPath = `${folder}/traffic.json`;
    await Deno.writeTextFile(trafficPath, JSON.stringify(server.traffic));
    const files: { [tool: string]: string[] } = JSON.parse(await node("record.mjs", [folder, url, trafficPath]));
    const tapePath = `${folder}/tape.jsonl`;
    await recordTape(tapePath, url, server.traffic);
    const onDeno: Figures = JSON.parse(
      await deno("replay.mjs", [folder, url, trafficPath, String(ROUNDS), tapePath]),
    );
    const onNode: Figures = JSON.parse(await node("replay.mjs", [folder, url, trafficPath, String(ROUNDS)]));
    printReplay(onDeno, onNode);
    await printSizes({ Tapedeck: [tapePath], ...files }, server.rawBytes);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

type Row = { readonly request: string; readonly answer: string };

/** A server that knows the answers, and counts the bytes of the exchanges as they stand on the wire. */
function answeringServer() {
  const { count, request, answer } = trafficBodies(COUNT);
  const traffic: Row[] = Array.from({ length: count }, (_, i) => ({ request: request(i), answer: answer(i) }));
  const answers = new Map(traffic.map((row) => [row.request, row.answer]));
  const rawBytes = traffic.reduce((sum, row) => sum + row.request.length + row.answer.length, 0);
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    return new Response(answers.get(await request.text()), { headers: { "content-type": "application/json" } });
  });
  return {
    traffic,
    rawBytes,
    port: server.addr.port,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

async function recordTape(path: string, url: string, traffic: readonly Row[]): Promise<void> {
  await using tape = await openCassette(path, { mode: "record", ci: "" });
  for (const { request, answer } of traffic) {
    const response = await tape.fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer sk-bench-000000" },
      body: request,
    });
    if (await response.text() !== answer) throw new Error("the server's answer differs");
  }
}

function printReplay(onDeno: Figures, onNode: Figures): void {
  console.log("tool | Deno: seq req/s | 32 in flight | Node: seq req/s | 32 in flight");
  for (const tool of Object.keys(onDeno)) {
    const cells = [onDeno[tool], onNode[tool]].flatMap((figures) =>
      figures === undefined ? ["", ""] : [figures.sequential, figures.parallel].map((all) => median(all).toFixed(0))
    );
    console.log([tool.padEnd(13), ...cells].join(" | "));
  }
  for (const way of ["sequential", "parallel"] as const) {
    const ours = median(onDeno.Tapedeck[way]);
    for (const [runtime, figures] of [["Deno", onDeno], ["Node", onNode]] as const) {
      const rivals = Object.entries(figures).filter(([tool]) => tool !== "Tapedeck");
      const [tool, best] = rivals.map(([tool, all]) => [tool, median(all[way])] as const)
        .reduce((a, b) => a[1] > b[1] ? a : b);
      console.log(`${way}: ${(ours / best).toFixed(1)} × the fastest rival on ${runtime} (${tool})`);
    }
  }
}

async function printSizes(files: { [tool: string]: readonly string[] }, rawBytes: number): Promise<void> {
  console.log("file | MB | × the bodies that it holds");
  for (const [tool, paths] of Object.entries(files)) {
    let bytes = 0;
    for (const path of paths) bytes += await sizeOf(path);
    if (bytes === 0) continue;
    console.log(`${tool.padEnd(13)} | ${(bytes / 2 ** 20).toFixed(1)} | ${(bytes / rawBytes).toFixed(2)}`);
  }
}

async function sizeOf(path: string): Promise<number> {
  const { isDirectory, size } = await Deno.stat(path);
  if (!isDirectory) return size;
  let sum = 0;
  for await (const { name } of Deno.readDir(path)) sum += await sizeOf(`${path}/${name}`);
  return sum;
}

function node(script: string, args: readonly string[]): Promise<string> {
  return run("node", ["--expose-gc", script, ...args], FOLDER);
}

function deno(script: string, args: readonly string[]): Promise<string> {
  // What the rivals need is no part of the project's lock; their package.json is for Node.
  return run(Deno.execPath(), ["run", "-A", "-q", "--no-lock", "--v8-flags=--expose-gc", script, ...args], FOLDER, {
    DENO_NO_PACKAGE_JSON: "1",
  });
}

async function run(command: string, args: readonly string[], cwd: string, env = {}): Promise<string> {
  const { success, stdout } = await new Deno.Command(command, {
    args: [...args],
    cwd,
    env,
    stdout: "piped",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`${command} ${args[0]} failed`);
  return new TextDecoder().decode(stdout);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

if (import.meta.main) await cassettesBench();
