import type { MiddlewareHandler } from "hono";
import { setAlarm } from "../../base/mod.ts";
import type { Clock } from "../../spec/mod.ts";
import type { DashboardEnv } from "../dashboard_env.ts";
import { refused } from "./refused.tsx";

/** What streams end by, and how many there may be. */
export interface StreamGuardOptions {
  /** Tells when nothing was said for long. */
  readonly clock: Clock;
  /** Ends all of them. */
  readonly closing: AbortSignal;
  /** How many may be open; 200 unless given. */
  readonly most?: number;
  /** How many a client may have open; 100 unless given. */
  readonly mostOfOne?: number;
}

/** Streams that tell of what happens; those of answers end by themselves. */
const EVENTS = /\/events$/;
/** Longer than whoever says so by themselves. A client that has gone is noticed by what cannot be written. */
const SILENCE_MS = 20_000;
const NOTHING = new TextEncoder().encode(": nothing new\n\n");

/**
 * Streams of events end with the dashboard and with their readers, whoever writes them, and there is an end of how many
 * are open: each is a socket, a buffer, and something that is looked at again and again.
 */
export function streamGuard(options: StreamGuardOptions): MiddlewareHandler<DashboardEnv> {
  const { most = 200, mostOfOne = 100 } = options;
  const open = new OpenStreams();
  return async (c, next) => {
    const client = c.env?.client ?? "";
    const isCounted = EVENTS.test(c.req.path);
    if (isCounted && (open.all >= most || (client !== "" && open.of(client) >= mostOfOne))) {
      c.header("retry-after", "60");
      const others = open.all >= most ? most : open.of(client);
      return await refused(c, {
        status: 503,
        message: `Cannot tell what happens as ${others} others listen: ask again later`,
      });
    }
    const left = isCounted ? open.enter(client) : () => {};
    await next().catch((error) => {
      left();
      throw error;
    });
    if (!isStream(c.res)) return left();
    c.res = new Response(watched(c.res.body!, { ...options, left, isQuiet: !isCounted }), c.res);
  };
}

/** How many streams are open, by whoever reads them. */
class OpenStreams {
  readonly #of = new Map<string, number>();
  all = 0;

  of(client: string): number {
    return this.#of.get(client) ?? 0;
  }

  /** One more; what comes back takes it back, once. */
  enter(client: string): () => void {
    this.#change(client, 1);
    let isIn = true;
    return () => {
      if (isIn) this.#change(client, -1);
      isIn = false;
    };
  }

  #change(client: string, by: 1 | -1): void {
    this.all += by;
    const left = this.of(client) + by;
    if (left === 0) this.#of.delete(client);
    else this.#of.set(client, left);
  }
}

function isStream({ headers, body }: Response): boolean {
  return body !== null && (headers.get("content-type")?.startsWith("text/event-stream") ?? false);
}

interface WatchedOptions extends StreamGuardOptions {
  /** Told once that it is over. */
  readonly left: () => void;
  /** Whether nothing is said in a silence. */
  readonly isQuiet: boolean;
}

/** The same stream, which ends when all do. What is said comes in whole events, so that words between them do no harm. */
function watched(
  body: ReadableStream<Uint8Array>,
  { clock, closing, left, isQuiet }: WatchedOptions,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const stop = () => void reader.cancel().catch(() => {});
  const over = () => {
    closing.removeEventListener("abort", stop);
    left();
  };
  closing.addEventListener("abort", stop, { once: true });
  if (closing.aborted) stop();
  let reading: ReturnType<typeof reader.read> | null = null;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      reading ??= reader.read();
      const told = await (isQuiet ? reading : unlessSilent(reading, clock)).catch((error) => {
        over();
        throw error;
      });
      if (told === null) return controller.enqueue(NOTHING);
      reading = null;
      if (!told.done) return controller.enqueue(told.value);
      over();
      controller.close();
    },
    async cancel(reason) {
      over();
      await reader.cancel(reason);
    },
  });
}

/** What comes next; `null`: nothing for long. */
async function unlessSilent<T>(next: Promise<T>, clock: Clock): Promise<T | null> {
  const silence = Promise.withResolvers<null>();
  const takeBack = setAlarm(clock, SILENCE_MS, () => silence.resolve(null));
  try {
    return await Promise.race([next, silence.promise]);
  } finally {
    takeBack();
  }
}
