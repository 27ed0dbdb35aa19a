import { assert, assertEquals } from "@std/assert";
import { providerLenses } from "../../../src/provider/mod.ts";
import { noNetwork, recordTape, tempTape } from "../support.ts";
import { canaries, type Canary, ENCODINGS } from "./canaries.ts";
import { type Place, PLACES, type World } from "./canary_places.ts";
import { CanaryReader } from "./canary_reader.ts";

/** All different ways in which a canary is written in a place. */
function textsFor({ isJson, isLine }: Place, canary: Canary): string[] {
  const texts = ENCODINGS.map((encoding) => {
    const text = encoding.write(canary.text);
    return !isJson || encoding.isJson ? text : JSON.stringify(text).slice(1, -1);
  });
  return [...new Set(texts)].filter((text) => !isLine || !/[^\x20-\x7e]/.test(text));
}

/** When a call was made and how long it took: all that most lines with nothing to hide differ in. */
const TIMES = /"\d{4}-\d\d-\d\dT[\d:.]{8,12}Z"|(?:(?<="\w+Ms":)|(?<=\[\d+,))\d+\.\d+(?=[,}\]])/g;

/**
 * The lines from which a canary can be read after it stood in all places, in all encodings, in calls to one tape: what
 * one call is found to hold is not known to the next one.
 */
async function leaksOf(canary: Canary, places: readonly Place[], headers?: HeadersInit): Promise<string[]> {
  await using tape = await tempTape();
  const world: World = { answer: () => noNetwork("") as never };
  const network: typeof globalThis.fetch = async (input, init) =>
    await world.answer(new Request(input as string, init));
  const options = { fetch: network, endpoints: { e: "http://e/" }, env: false, lenses: providerLenses() } as const;
  const recorder = await recordTape(tape.path, options);
  const known = headers === undefined ? recorder : withHeaders(recorder, headers);
  let calls = 0;
  for (const place of places) {
    for (const text of textsFor(place, canary)) {
      await place.call(known, world, text);
      if (!place.isRefused) calls++;
    }
  }
  // What could not be kept is told, and is no leak.
  await recorder.close().catch(() => {});
  const lines = (await Deno.readTextFile(tape.path)).split("\n").slice(1, -1);
  assertEquals(lines.length, calls);
  const reader = new CanaryReader(canary.secret);
  return [...new Set(lines.map((line) => line.replaceAll(TIMES, "0")))].filter((line) => reader.reads(line));
}

/** The tape of a client that sends these headers with every request. */
function withHeaders(tape: Awaited<ReturnType<typeof recordTape>>, headers: HeadersInit): typeof tape {
  const fetch: typeof tape.fetch = (input, init) =>
    tape.fetch(input, {
      ...init,
      headers: { ...Object.fromEntries(new Headers(init?.headers)), ...headers as object },
    });
  return new Proxy(tape, { get: (target, name) => name === "fetch" ? fetch : Reflect.get(target, name).bind(target) });
}

for (const canary of canaries()) {
  Deno.test(`no canary reaches the disk, in any place and any encoding: ${canary.name}, ${canary.secret.slice(0, 8)}`, async () => {
    assertEquals(await leaksOf(canary, PLACES), []);
  });
}

Deno.test("no credential reaches the disk that is known from the request's own header alone", async () => {
  const secret = "tapedeck+secret/without.a_shape";
  const places = PLACES.filter(({ name }) =>
    !/header|cookie|authorization|scope|decision|run|path|URL|query/.test(name)
  );
  assert(places.length > 20);
  const canary = { name: "without a shape", secret, text: secret };
  assertEquals(await leaksOf(canary, places, { authorization: `Bearer ${secret}` }), []);
});

Deno.test("the reader reads every encoding from a line that was not redacted, also token by token", () => {
  for (const { name, secret, text } of canaries()) {
    const reader = new CanaryReader(secret);
    for (const encoding of ENCODINGS) {
      const written = encoding.write(text);
      const inString = encoding.isJson ? written : JSON.stringify(written).slice(1, -1);
      const events = [...written].map((token) => `data: ${JSON.stringify({ content: token })}`).join("\n\n");
      for (const line of [`{"json":{"x":"${inString}"}}`, JSON.stringify({ text: events })]) {
        assert(reader.reads(line), `${name}, ${encoding.name}`);
      }
    }
  }
});

Deno.test("the matrix has every shape of every provider, and does not become smaller", () => {
  const shapes = new Set(providerLenses().flatMap(({ keyShapes }) => keyShapes.map(({ example }) => example)));
  const all = canaries();
  assert(all.length >= 61 && [...shapes].every((example) => all.some(({ secret }) => secret === example)));
  assertEquals([PLACES.length, ENCODINGS.length], [36, 18]);
  const combinations = all.reduce(
    (sum, canary) => sum + PLACES.reduce((count, place) => count + textsFor(place, canary).length, 0),
    0,
  );
  assert(combinations >= 31_992, `${combinations}`);
});
