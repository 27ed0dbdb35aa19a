import type { LiveTry } from "../spec/mod.ts";

/** Streams of tries as one, each and all with the latest first, and no more than so many. */
export async function* latestFirst(streams: readonly AsyncGenerator<LiveTry>[], last: number): AsyncGenerator<LiveTry> {
  if (last <= 0) return;
  try {
    const heads = await Promise.all(streams.map((stream) => stream.next()));
    for (let left = last; left > 0; left--) {
      let latest = -1;
      for (const [i, head] of heads.entries()) {
        if (head.done) continue;
        if (latest < 0 || head.value.startedAt > heads[latest].value.startedAt) latest = i;
      }
      if (latest < 0) return;
      yield heads[latest].value;
      if (left > 1) heads[latest] = await streams[latest].next();
    }
  } finally {
    for (const stream of streams) await stream.return(undefined);
  }
}
