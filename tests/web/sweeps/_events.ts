/** An event as an open page gets it. */
export interface PageEvent {
  readonly event: string;
  readonly data: string;
}

/** Reads server-sent events one by one; `null` behind the last one. */
export function eventsOf(response: Response): { next(): Promise<PageEvent | null>; leave(): Promise<void> } {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    async next() {
      for (;;) {
        const end = text.indexOf("\n\n");
        if (end >= 0) {
          const lines = text.slice(0, end).split("\n");
          text = text.slice(end + 2);
          const of = (field: string) =>
            lines.filter((line) => line.startsWith(`${field}: `)).map((line) => line.slice(field.length + 2)).join(
              "\n",
            );
          if (lines.some((line) => line.startsWith("event: "))) return { event: of("event"), data: of("data") };
          continue;
        }
        const { done, value } = await reader.read();
        if (done) return null;
        text += value;
      }
    },
    leave: () => reader.cancel(),
  };
}

/** The fragments of the next events, up to the one with an id. */
export async function fragmentOf(events: ReturnType<typeof eventsOf>, id: string): Promise<string> {
  for (;;) {
    const event = await events.next();
    if (event === null) throw new Error(`There was no fragment "${id}"`);
    if (event.event !== "fragment") continue;
    const fragment = JSON.parse(event.data);
    if (fragment.id === id) return fragment.html;
  }
}
