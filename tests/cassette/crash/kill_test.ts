import { assert, assertEquals } from "@std/assert";
import { seededRandom } from "../../../src/base/mod.ts";
import { verifyCassette } from "../../../src/cassette/mod.ts";
import { TapeFile } from "../../../src/cassette/_tape_file.ts";
import { loopback, newNote, noNetwork, replayTape, tempTape } from "../support.ts";
import { RecorderProcess } from "./processes.ts";
import { bodyOf } from "./traffic.ts";

const TAPES = 20;
const ROUNDS_OF_TAPE = 5;
const RECORDERS = 3;
const NEWLINE = 10;

type Server = Awaited<ReturnType<typeof loopback>>;

/** Some recorders of one tape, of which one at a time is killed. */
class Crowd implements AsyncDisposable {
  readonly recorders: RecorderProcess[] = [];
  /** What killed ones had told. */
  readonly #past: string[] = [];
  readonly #tape: string;
  readonly #server: Server;
  readonly #mode: string;
  #started = 0;

  constructor(tape: string, server: Server, mode: string) {
    this.#tape = tape;
    this.#server = server;
    this.#mode = mode;
    for (let i = 0; i < RECORDERS; i++) this.recorders.push(this.#start());
  }

  get told(): string[] {
    return [...this.#past, ...this.recorders.flatMap(({ told }) => told)];
  }

  /**
   * Kill the one that is in the middle of a line, else the given one, while all stand still; then start another in its
   * place. Tells which it was, and whether it left half a line.
   */
  async kill(given: number): Promise<{ index: number; isTorn: boolean }> {
    for (const recorder of this.recorders) recorder.signal("SIGSTOP");
    const writing = /"scope":"(\w+)"/.exec(await tornLine(this.#tape))?.[1];
    const found = this.recorders.findIndex(({ name }) => name === writing);
    const index = found === -1 ? given : found;
    const victim = this.recorders[index];
    await victim.kill();
    const isTorn = await isLeftTorn(this.#tape);
    for (const other of this.recorders.toSpliced(index, 1)) other.signal("SIGCONT");
    this.#past.push(...victim.told);
    this.recorders[index] = this.#start();
    return { index, isTorn };
  }

  /** Until another than this one has written once more: whoever writes repairs first. */
  async hasWritten(besides: number): Promise<void> {
    await Promise.any(this.recorders.toSpliced(besides, 1).map((one) => one.hasTold(one.told.length + 1)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.recorders.map((recorder) => recorder.end()));
  }

  #start(): RecorderProcess {
    const name = `r${this.#started++}`;
    return new RecorderProcess({ tape: this.#tape, server: this.#server.url, name, mode: this.#mode });
  }
}

/** Half a line of the killed one: nobody who stands still holds the lock, so nobody else has begun one. */
async function isLeftTorn(path: string): Promise<boolean> {
  using file = await Deno.open(path);
  return await file.tryLock(false) && await endsInHalfALine(path);
}

async function endsInHalfALine(path: string): Promise<boolean> {
  return (await lastBytes(path, 1)).some((byte) => byte !== NEWLINE);
}

/** How the line begins that is not whole; empty where all are. */
async function tornLine(path: string): Promise<string> {
  const end = await lastBytes(path, 6_000_000);
  const start = end.lastIndexOf(NEWLINE) + 1;
  return new TextDecoder().decode(end.subarray(start, start + 500));
}

async function lastBytes(path: string, most: number): Promise<Uint8Array> {
  const file = await Deno.open(path);
  const { size } = await file.stat();
  await file.seek(Math.max(0, size - most), Deno.SeekMode.Start);
  return await new Response(file.readable).bytes();
}

/** Nobody writes while `look` does. */
async function underLock(path: string, look: () => Promise<void>): Promise<void> {
  using file = await Deno.open(path);
  await file.lock(false);
  await look();
}

/** Until the victim has told of some more, or the file has grown, or it has and somebody is in the middle of a line. */
async function randomMoment(path: string, victim: RecorderProcess, random: () => number): Promise<void> {
  if (random() < 0.2) return await victim.hasTold(victim.told.length + 1 + Math.floor(random() * 4));
  const aim = await sizeOf(path) + Math.floor(random() * 500_000);
  while (await sizeOf(path) < aim) victim.assertRuns();
  if (random() < 0.75) { while (!await endsInHalfALine(path)) victim.assertRuns(); }
}

async function sizeOf(path: string): Promise<number> {
  return await Deno.stat(path).then(({ size }) => size, () => 0);
}

/** Every call has its own recording, with the bytes that the server gave. */
async function assertPlays(path: string, server: Server, calls: Iterable<string>): Promise<number> {
  await using player = await replayTape(path, { fetch: noNetwork });
  let played = 0;
  for (const call of calls) {
    const note = newNote({ scope: call.split("/")[3] });
    const response = await player.fetch(server.url + call, { note });
    const body = new Uint8Array(await response.arrayBuffer());
    const wanted = bodyOf(call);
    assert(body.length === wanted.length && body.every((byte, i) => byte === wanted[i]), `${call} has other bytes`);
    played++;
  }
  return played;
}

/** The tape as whoever opens it at any moment sees it. */
function assertWholeLines(path: string, from: number): number {
  const file = TapeFile.open(path);
  try {
    assert(file.length >= from, "lines that were whole are gone");
    for (let line = from; line < file.length; line++) assertEquals(file.record(line).kind, "http");
    return file.length;
  } finally {
    file.close();
  }
}

Deno.test("processes record into one tape while one after the other is killed: nothing that is whole is lost", {
  // It knows no signal to make a process stand still.
  ignore: Deno.build.os === "windows",
}, async () => {
  const start = performance.now();
  const random = seededRandom("crash");
  await using server = loopback((request) => new Response(bodyOf(new URL(request.url).pathname) as BodyInit));
  const figures = { rounds: 0, told: 0, onTape: 0, tornByKill: 0, bytes: 0 };
  for (let number = 0; number < TAPES; number++) {
    await using tape = await tempTape();
    const crowd = new Crowd(tape.path, server, number % 2 === 0 ? "append" : "record");
    const told = new Set<string>();
    {
      await using _ended = crowd;
      await Promise.any(crowd.recorders.map((recorder) => recorder.hasTold(1)));
      let seen = 0;
      for (let round = 0; round < ROUNDS_OF_TAPE; round++, figures.rounds++) {
        const drawn = Math.floor(random() * RECORDERS);
        await randomMoment(tape.path, crowd.recorders[drawn], random);
        const { index, isTorn } = await crowd.kill(drawn);
        if (isTorn) figures.tornByKill++;
        assertWholeLines(tape.path, seen);
        // What is told now may have been written before the kill; the half line is gone once somebody has written again.
        for (let told = 0; told === 0 || (told < 50 && await isLeftTorn(tape.path)); told++) {
          await crowd.hasWritten(index);
        }
        const fresh = crowd.told.filter((call) => !told.has(call));
        await underLock(tape.path, async () => {
          assertEquals(await verifyCassette(tape.path), []);
          await assertPlays(tape.path, server, fresh);
          seen = assertWholeLines(tape.path, seen);
        });
        for (const call of fresh) told.add(call);
      }
      await Promise.all(crowd.recorders.map((recorder) => recorder.hasTold(1)));
    }
    for (const call of crowd.told) told.add(call);
    figures.told += told.size;
    figures.onTape += assertWholeLines(tape.path, 0);
    figures.bytes += await sizeOf(tape.path);
    assertEquals(await verifyCassette(tape.path), []);
    assertEquals(await assertPlays(tape.path, server, told), told.size);
  }
  assertEquals(figures.rounds, TAPES * ROUNDS_OF_TAPE);
  assert(figures.tornByKill > 0, "no kill came in the middle of a line");
  if (Deno.env.has("TAPEDECK_FIGURES")) {
    // deno-lint-ignore no-console
    console.log(figures, Math.round(performance.now() - start));
  }
});
