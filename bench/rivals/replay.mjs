// deno-lint-ignore-file no-console
/**
 * Every tool replays the traffic in one process, in an order that turns from round to round: one call after the other
 * with a tool that has just been opened, then with 32 in flight. `replay.mjs FOLDER URL TRAFFIC ROUNDS [TAPE]`.
 */
import { readFile } from "node:fs/promises";
import process from "node:process";
import { RIVALS } from "./tools.mjs";

const [folder, url, trafficPath, rounds, tapePath] = process.argv.slice(2);
const traffic = JSON.parse(await readFile(trafficPath, "utf8"));

/** Tapedeck itself, on the runtime that it is made for. */
const tapedeck = {
  name: "Tapedeck",
  async open() {
    const { openCassette } = await import("../../src/recording/mod.ts");
    const tape = await openCassette(tapePath, { keepNetwork: true });
    return { fetch: tape.fetch, close: () => tape.close() };
  },
};

async function check(fetch, i) {
  const { request, answer } = traffic[i];
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: "Bearer sk-bench-000000",
    },
    body: request,
  });
  if (await response.text() !== answer) throw new Error(`answer ${i} differs`);
}

/** Calls per second. What the tool before has left to the collector is not this one's to pay. */
async function timed(tool, pass) {
  const { fetch, close } = await tool.open(folder);
  globalThis.gc();
  const start = performance.now();
  await pass(fetch);
  const perS = traffic.length / (performance.now() - start) * 1000;
  await close();
  return perS;
}

async function sequential(fetch) {
  for (let i = 0; i < traffic.length; i++) await check(fetch, i);
}

async function parallel(fetch) {
  let next = 0;
  await Promise.all(Array.from({ length: 32 }, async () => {
    while (next < traffic.length) await check(fetch, next++);
  }));
}

const tools = tapePath === undefined ? RIVALS : [tapedeck, ...RIVALS];
const figures = Object.fromEntries(
  tools.map(({ name }) => [name, { sequential: [], parallel: [] }]),
);
for (let round = 0; round < Number(rounds); round++) {
  for (let i = 0; i < tools.length; i++) {
    const tool = tools[(i + round) % tools.length];
    // A tool that takes minutes for a pass shows it in one round.
    if (round > 0 && figures[tool.name].sequential[0] < 500) continue;
    figures[tool.name].sequential.push(await timed(tool, sequential));
    figures[tool.name].parallel.push(await timed(tool, parallel));
  }
}
console.log(JSON.stringify(figures));
process.exit(0);
