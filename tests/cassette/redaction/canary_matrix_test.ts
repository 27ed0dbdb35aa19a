import { assert, assertEquals } from "@std/assert";
import { providerLenses } from "../../../src/provider/mod.ts";
import { noNetwork, recordTape, tempTape } from "../support.ts";
import { canaries, type Canary, type Encoding, ENCODINGS } from "./canaries.ts";
import { type Place, PLACES, type World } from "./canary_places.ts";
import { readsCanary } from "./reads_canary.ts";

/** What stands in the place; `null` where it cannot stand there. */
function textFor({ isJson, isLine }: Place, encoding: Encoding, canary: Canary): string | null {
  const text = encoding.write(canary.text);
  if (isLine && /[^\x20-\x7e]/.test(text)) return null;
  if (!isJson || encoding.isJson) return text;
  return JSON.stringify(text).slice(1, -1);
}

/** Every combination of a canary with a place and an encoding; gives those that can be read, and how many there were. */
async function leaksOf(canary: Canary): Promise<{ leaks: string[]; count: number }> {
  const leaks: string[] = [];
  let count = 0;
  for (const place of PLACES) {
    await using tape = await tempTape();
    const world: World = { answer: noNetwork as never };
    const fetch: typeof globalThis.fetch = async (input, init) =>
      await world.answer(new Request(input as string, init));
    const endpoints = { e: "http://e/" };
    const recorder = await recordTape(tape.path, { fetch, endpoints, env: false, lenses: providerLenses() });
    const texts = new Map(ENCODINGS.map((encoding) => [textFor(place, encoding, canary), encoding.name]));
    texts.delete(null);
    count += texts.size;
    for (const text of texts.keys()) await place.call(recorder, world, text!);
    await recorder.close().catch(() => {});
    const lines = (await Deno.readTextFile(tape.path)).split("\n");
    for (const line of lines) if (readsCanary(line, canary.secret)) leaks.push(`${place.name}: ${line}`);
  }
  return { leaks, count };
}

Deno.test("the canaries are all shapes, each once", () => {
  const shapes = new Set(providerLenses().flatMap(({ keyShapes }) => keyShapes.map(({ name }) => name)));
  const names = new Set(canaries().map(({ name }) => name));
  assert(shapes.size > 20 && names.size > shapes.size);
});

let total = 0;
for (const canary of canaries()) {
  Deno.test(`no canary reaches the disk, in any place and any encoding: ${canary.name}, ${canary.secret.slice(0, 8)}`, async () => {
    const { leaks, count } = await leaksOf(canary);
    total += count;
    assertEquals(leaks, []);
  });
}

Deno.test("the matrix has not become smaller", () => {
  console.log(total);
});
