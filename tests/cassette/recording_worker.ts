/**
 * A process that records into a tape: `recording_worker.ts PATH NAME COUNT CHARS`. It prints the number of each call on a
 * line of its own as soon as the recording is on the disk.
 */
import { recordTape } from "./support.ts";

const [path, name, count, chars] = Deno.args;
const line = new TextEncoder();
const text = `${name} `.repeat(Math.ceil(Number(chars) / (name.length + 1)));

await using tape = await recordTape(path, { mode: "append", fetch: () => Promise.resolve(new Response(text)) });
let next = 0;
await Promise.all(Array.from({ length: 4 }, async () => {
  while (next < Number(count)) {
    const number = next++;
    const note = { caller: {}, scope: `${name}/${number}`, stored: Promise.resolve() };
    await (await tape.fetch("http://h/a", { note })).text();
    await note.stored;
    Deno.stdout.writeSync(line.encode(`${number}\n`));
  }
}));
