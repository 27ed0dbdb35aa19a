/**
 * A process that records until it is killed: `recorder.ts TAPE SERVER NAME MODE`. It prints the path of each call on a
 * line of its own as soon as the recording is told to be on the tape. With a line on its input it closes the tape and ends.
 */
import { recordTape } from "../support.ts";
import { slowDisk } from "./slow_disk.ts";
import { callPath } from "./traffic.ts";

const IN_FLIGHT = 3;
const [path, server, name, mode] = Deno.args;
const line = new TextEncoder();

slowDisk(16 * 1024);
await using tape = await recordTape(path, { mode: mode as "append", env: false });
let isOver = false;
const told = Deno.stdin.read(new Uint8Array(1)).then(() => void (isOver = true));
let next = 0;
await Promise.all(Array.from({ length: IN_FLIGHT }, async () => {
  while (!isOver) {
    const call = callPath(name, next++);
    const note = { caller: {}, scope: name, stored: Promise.resolve() };
    const response = await tape.fetch(server + call, { note });
    await response.body!.pipeTo(new WritableStream());
    await note.stored;
    Deno.stdout.writeSync(line.encode(`${call}\n`));
  }
}));
await told;
