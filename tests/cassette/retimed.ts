/** When a recorded answer came, in milliseconds from the hand-over. */
export interface Times {
  readonly headersMs?: number;
  /** One for each chunk. */
  readonly chunksMs?: readonly number[];
  readonly failureMs?: number;
}

/** Write other times into a cassette of one recording, as if its server had been so slow. */
export async function retime(path: string, { headersMs, chunksMs, failureMs }: Times): Promise<void> {
  const [header, line] = (await Deno.readTextFile(path)).split("\n");
  const record = JSON.parse(line);
  if (headersMs !== undefined) record.response.headersMs = headersMs;
  if (chunksMs !== undefined) {
    record.response.cuts = record.response.cuts.map(([offset]: [number], i: number) => [offset, chunksMs[i]]);
  }
  if (failureMs !== undefined) record.failure.atMs = failureMs;
  await Deno.writeTextFile(path, `${header}\n${JSON.stringify(record)}\n`);
}

/** A body whose pieces a server sends one at a time: the next one when `release` is called. */
export function gatedBody(pieces: readonly string[]): { body: ReadableStream<Uint8Array>; release: () => void } {
  const gates = pieces.map(() => Promise.withResolvers<void>());
  let next = 0;
  let released = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (next > 0) await gates[next - 1].promise;
      if (next === pieces.length) controller.close();
      else controller.enqueue(new TextEncoder().encode(pieces[next++]));
    },
    cancel: () => gates.forEach((gate) => gate.resolve()),
  }, { highWaterMark: 0 });
  return { body, release: () => gates[released++]?.resolve() };
}
