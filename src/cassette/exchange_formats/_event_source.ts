import { createParser } from "eventsource-parser";
import type { Cut } from "../../spec/mod.ts";
import type { HarEventSourceMessage } from "./har.ts";

/** The events of a stream as Chromium lists them in a HAR, each with the time at which its last byte came. */
export function eventSourceMessages(
  body: Uint8Array,
  { cuts, startedMs }: { readonly cuts: readonly Cut[]; readonly startedMs: number },
): HarEventSourceMessage[] {
  const messages: HarEventSourceMessage[] = [];
  let atMs = 0;
  const parser = createParser({
    onEvent: ({ id, event, data }) => {
      const time = (startedMs + atMs) / 1000;
      messages.push({ time, eventName: event ?? "message", eventId: id ?? "", data });
    },
  });
  const decoder = new TextDecoder();
  cuts.forEach(([offset, ms], index) => {
    atMs = ms;
    parser.feed(decoder.decode(body.subarray(offset, cuts[index + 1]?.[0] ?? body.length), { stream: true }));
  });
  return messages;
}

/** A stream made again from its events: what stood between them (comments, spaces) is not known. */
export function eventStream(
  messages: readonly HarEventSourceMessage[],
  { startedMs, headersMs }: { readonly startedMs: number; readonly headersMs: number },
): { body: Uint8Array<ArrayBuffer>; cuts: Cut[] } {
  const utf8 = new TextEncoder();
  const cuts: Cut[] = [];
  let text = "";
  let [offset, lastMs] = [0, headersMs];
  for (const { time, eventName, eventId, data } of messages) {
    const event = [
      ...(eventName && eventName !== "message" ? [`event: ${eventName}`] : []),
      ...(eventId ? [`id: ${eventId}`] : []),
      ...data.split("\n").map((line) => `data: ${line}`),
    ].join("\n") + "\n\n";
    const ms = Math.round((time * 1000 - startedMs) * 1000) / 1000;
    // A time that runs backwards, or is none, says nothing.
    if (ms > lastMs) lastMs = ms;
    cuts.push([offset, lastMs]);
    offset += utf8.encode(event).length;
    text += event;
  }
  return { body: utf8.encode(text), cuts };
}
