import type { Clock } from "../../spec/mod.ts";
import type { StreamPiece } from "./doors/mod.ts";

/** How an answer goes out. */
export interface Delivery {
  readonly clock: Clock;
  /** When the request came. */
  readonly startMs: number;
  readonly ttftMs: number;
  readonly msPerToken: number;
  /** The server closes. */
  readonly signal: AbortSignal;
}

/** How a body ends: whole, with a broken connection, or not at all. */
export type BodyEnd = "whole" | "reset" | "stall";

/** The pieces as a body, each when its last token has been made. */
export function streamBody(
  pieces: readonly StreamPiece[],
  { end, ...delivery }: Delivery & { readonly end: BodyEnd },
): ReadableStream<Uint8Array> {
  const gone = new AbortController();
  const signal = AbortSignal.any([delivery.signal, gone.signal]);
  const encoder = new TextEncoder();
  let place = 0;
  let tokens = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const piece = pieces[place++];
      if (piece === undefined) {
        if (end === "stall") await aborted(signal);
        if (end === "reset") controller.error(new Error("the simulated connection breaks"));
        else controller.close();
        return;
      }
      tokens += piece.tokens;
      await sleepUntil(dueMs(tokens, delivery), { clock: delivery.clock, signal });
      controller.enqueue(encoder.encode(piece.text));
    },
    cancel: () => gone.abort(),
  });
}

/** Waits until the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

/** Waits until the headers of a stream are due. */
export async function untilBegun({ startMs, ttftMs, clock, signal }: Delivery): Promise<void> {
  await sleepUntil(startMs + ttftMs, { clock, signal });
}

/** Waits until an answer is written whole. */
export async function untilWritten(tokens: number, delivery: Delivery): Promise<void> {
  await sleepUntil(dueMs(tokens, delivery), delivery);
}

function dueMs(tokens: number, { startMs, ttftMs, msPerToken }: Delivery): number {
  return startMs + ttftMs + Math.max(0, tokens - 1) * msPerToken;
}

async function sleepUntil(
  dueMs: number,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  signal.throwIfAborted();
  const leftMs = dueMs - clock.nowMs();
  if (leftMs > 0) await clock.sleep(leftMs, signal);
}
