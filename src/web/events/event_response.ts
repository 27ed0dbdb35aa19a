/** One server-sent event. */
export interface EventMessage {
  readonly event: string;
  /** Any text; each of its lines is sent as one. */
  readonly data: string;
  /** Its number, by which a reader sees what it has missed. */
  readonly id?: number;
}

/** Tells one reader what happens. */
export interface EventTeller {
  /** Say it when the reader is ready for it. */
  tell(message: EventMessage): void;
  /** There is nothing more to tell: the stream ends behind what waits. May be called again. */
  end(): void;
}

/** How a stream of events begins, and what becomes of it where its reader does not keep up. */
export interface EventResponseOptions {
  /** The first lines, for readers that want to know that somebody is there. */
  readonly begin: string;
  /** Says how many events were lost, where the oldest make room; unless given, the stream of a slow reader ends. */
  readonly lost?: (count: number) => EventMessage;
}

/** Who is so far behind does not read. */
const MOST_WAITING = 200;

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "private, no-store",
  // Proxies that gather answers would keep all of it back.
  "x-accel-buffering": "no",
};

/**
 * Server-sent events, one whenever the reader has taken the one before it. `start` begins to tell and gives what ends
 * that, which is called once: when the reader leaves, is too slow, or nothing more is to be told. That silence is broken
 * now and then, and that streams end with the dashboard, is the business of `streamGuard`.
 */
export function eventResponse(start: (teller: EventTeller) => () => void, options: EventResponseOptions): Response {
  const encoder = new TextEncoder();
  const waiting = new Waiting(options);
  let stop: (() => void) | null = null;
  let isOver = false;
  let wake = () => {};
  const end = () => {
    if (isOver) return;
    isOver = true;
    stop?.();
    wake();
  };
  const tell = (message: EventMessage) => {
    if (isOver) return;
    if (!waiting.push(message)) end();
    wake();
  };
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(options.begin));
      stop = start({ tell, end });
      if (isOver) stop();
    },
    async pull(controller) {
      if (waiting.isEmpty && !isOver) await new Promise<void>((resolve) => wake = resolve);
      const message = waiting.take();
      if (message !== null) controller.enqueue(encoder.encode(textOf(message)));
      else if (!waiting.isLeft) controller.close();
    },
    cancel() {
      waiting.leave();
      end();
    },
  });
  return new Response(body, { headers: HEADERS });
}

/** What one reader has not taken yet. */
class Waiting {
  readonly #lost: EventResponseOptions["lost"];
  #messages: EventMessage[] = [];
  #missed = 0;
  isLeft = false;

  constructor({ lost }: EventResponseOptions) {
    this.#lost = lost;
  }

  get isEmpty(): boolean {
    return this.#messages.length === 0;
  }

  /** Whether the reader is still worth it. */
  push(message: EventMessage): boolean {
    this.#messages.push(message);
    if (this.#messages.length <= MOST_WAITING) return true;
    if (this.#lost === undefined) return false;
    this.#messages.shift();
    this.#missed++;
    return true;
  }

  take(): EventMessage | null {
    if (this.#missed === 0) return this.#messages.shift() ?? null;
    const count = this.#missed;
    this.#missed = 0;
    return this.#lost!(count);
  }

  leave(): void {
    this.isLeft = true;
    this.#messages = [];
    this.#missed = 0;
  }
}

function textOf({ id, event, data }: EventMessage): string {
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`).join("");
  return `${id === undefined ? "" : `id: ${id}\n`}event: ${event}\n${lines}\n`;
}
