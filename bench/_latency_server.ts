import { systemClock } from "../src/base/mod.ts";

/** What the server saw of its last answer, by its own clock, in milliseconds from when the request had reached it. */
export interface ServerTimes {
  readonly firstTokenMs: number;
  readonly lastByteMs: number;
}

const HEADERS = { "content-type": "text/event-stream" };
const encoder = new TextEncoder();

/** The time from the headers to the only chunk of `/late`. */
const LATE_MS = 500;
/** The chunks of `/slow`, and the time before each. */
const CHUNKS = 20;
const GAP_MS = 25;
/** What the 429 of `/limited` asks for, and the time that its success takes. */
const RETRY_AFTER_MS = 300;
const AFTER_LIMIT_MS = 100;

function event(delta: object, finish: string | null): Uint8Array<ArrayBuffer> {
  return encoder.encode(`data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`);
}

/** A server on the loopback that notes when it really sent what. */
export function startLatencyServer(onPort: (port: number) => void): Deno.HttpServer {
  let times: ServerTimes = { firstTokenMs: 0, lastByteMs: 0 };
  let limited = true;

  /** Chunks that are sent at the given gaps; the times are noted just before each is handed to the socket. */
  function answer(gapsMs: readonly number[]): Response {
    const startMs = systemClock.nowMs();
    let firstTokenMs = 0;
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      async start(controller) {
        for (const [place, gapMs] of gapsMs.entries()) {
          await systemClock.sleep(gapMs);
          const sentMs = systemClock.nowMs() - startMs;
          if (place === 0) firstTokenMs = sentMs;
          times = { firstTokenMs, lastByteMs: sentMs };
          controller.enqueue(event({ content: "word " }, place === gapsMs.length - 1 ? "stop" : null));
        }
        controller.close();
      },
    });
    return new Response(body, { headers: HEADERS });
  }

  function handle(request: Request): Response {
    const { pathname } = new URL(request.url);
    switch (pathname.split("/")[1]) {
      case "times":
        return Response.json(times);
      case "late":
        return answer([LATE_MS]);
      case "slow":
        return answer(Array(CHUNKS).fill(GAP_MS));
      default:
        limited = !limited;
        if (limited) return answer([AFTER_LIMIT_MS]);
        return Response.json({ error: { message: "Slow down", code: "rate_limit_exceeded" } }, {
          status: 429,
          headers: { "retry-after-ms": String(RETRY_AFTER_MS) },
        });
    }
  }
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: ({ port }) => onPort(port) }, handle);
}

if (import.meta.main) startLatencyServer((port) => Deno.stdout.writeSync(encoder.encode(`${port}\n`)));
