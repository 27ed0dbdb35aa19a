import { assertEquals, assertStringIncludes } from "@std/assert";
import { stampedFetch, VirtualClock } from "../../src/base/mod.ts";
import { openaiChat } from "../../src/provider/mod.ts";
import type { CallNote, TimeoutSettings } from "../../src/spec/mod.ts";
import { Transport } from "../../src/transport/mod.ts";
import { endpointAt, EVENTS, failureOf, gate, HI, withServer } from "./loopback.ts";
import { settingsWith } from "./travel.ts";

const LIMITS: TimeoutSettings = { headersMs: 1000, firstByteMs: 5000, idleMs: 2000, totalMs: 20_000 };

interface Stall {
  /** The events that are sent before the server falls silent; `null`: not even the headers. */
  readonly events: number | null;
  /** How long the virtual clock goes before the call is to have ended. */
  readonly endsMs: number;
  readonly names: string;
}

const STALLS: { readonly [stage: string]: Stall } = {
  "before the headers": { events: null, endsMs: 1000, names: "time to the headers" },
  "before the first byte": { events: 0, endsMs: 5000, names: "time to the first byte" },
  "between two chunks": { events: 1, endsMs: 2000, names: "time between chunks" },
};

/** Runs `test` against a server that sends so many events of an answer and then nothing until the test is over. */
async function withStall(events: number | null, test: (url: string) => Promise<void>): Promise<void> {
  const silence = gate();
  const run = async (url: string) => {
    try {
      await test(url);
    } finally {
      silence.open();
    }
  };
  await withServer(stalling(events, silence.opened), run);
}

function stalling(events: number | null, release: Promise<void>) {
  return async () => {
    if (events === null) await release;
    const encoder = new TextEncoder();
    const rest = EVENTS.slice(0, events ?? 0);
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const next = rest.shift();
        if (next !== undefined) return controller.enqueue(encoder.encode(next));
        await release;
        controller.close();
      },
    }, { highWaterMark: 0 });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
}

/** One turn of the event loop after the other, until it is so. */
async function turnsUntil(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 0));
}

function calling(url: string, { clock, note, timeouts }: {
  clock: VirtualClock;
  note: CallNote;
  timeouts: TimeoutSettings;
}) {
  const settings = settingsWith({ retry: { maxTries: 1 } });
  const transport = new Transport({ clock, settings: () => ({ ...settings, timeouts }) });
  return transport.call(HI, endpointAt(url), {
    wire: openaiChat,
    fetch: stampedFetch(fetch, clock),
    note: () => note,
    seed: "",
  });
}

for (const [stage, { events, endsMs, names }] of Object.entries(STALLS)) {
  Deno.test(`a server that stalls ${stage} is given up when that limit is over, and not before`, async () => {
    await withStall(events, async (url) => {
      const clock = new VirtualClock();
      const note: CallNote = { caller: {} };
      let isOver = false;
      const call = calling(url, { clock, note, timeouts: LIMITS }).finally(() => isOver = true);
      await turnsUntil(() =>
        events === null ? note.startedAt !== undefined : note.headersMs !== undefined && note.cuts!.length >= events
      );
      await clock.advance(endsMs - 1);
      assertEquals(isOver, false);
      await clock.advance(1);
      const failure = failureOf((await call)[0]);
      assertEquals([failure.kind, failure.decision], ["timeout", { retry: "transient" }]);
      assertStringIncludes(failure.message, names);
      assertStringIncludes(failure.message, `current value is ${endsMs} ms`);
      assertEquals(clock.nextWakeMs(), null);
    });
  });
}

Deno.test("a server that drips for ever is given up when the total time is over", async () => {
  const encoder = new TextEncoder();
  const drips: (() => void)[] = [];
  const body = () =>
    new ReadableStream<Uint8Array>({
      start: (controller) => void drips.push(() => controller.enqueue(encoder.encode(": wait\n\n"))),
    });
  await withServer(() => new Response(body(), { headers: { "content-type": "text/event-stream" } }), async (url) => {
    const clock = new VirtualClock();
    const note: CallNote = { caller: {} };
    const call = calling(url, { clock, note, timeouts: LIMITS });
    await turnsUntil(() => note.headersMs !== undefined);
    for (let drip = 1; drip <= 11; drip++) {
      drips[0]();
      await turnsUntil(() => note.cuts!.length === drip);
      await clock.advance(drip <= 10 ? 1900 : 1000);
    }
    assertStringIncludes(failureOf((await call)[0]).message, "total time");
  });
});

Deno.test("without a limit for the first byte, the one between chunks holds for it", async () => {
  await withStall(0, async (url) => {
    const clock = new VirtualClock();
    const note: CallNote = { caller: {} };
    const call = calling(url, { clock, note, timeouts: { idleMs: 700 } });
    await turnsUntil(() => note.headersMs !== undefined);
    await clock.advance(700);
    assertStringIncludes(failureOf((await call)[0]).message, "time between chunks");
  });
});
