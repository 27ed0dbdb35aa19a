import type { Clock } from "../../spec/mod.ts";

/** What is looked at again and again. */
export interface PollOptions<Look> {
  /** How it stands now. */
  readonly look: (key: string) => Promise<Look>;
  /** Until the next look; `null`: it will not change any more. */
  readonly waitMs: (look: Look) => number | null;
  readonly clock: Clock;
}

/** Looking may take no more than this share of the time. */
const SHARE = 1 / 20;
/** Where looking failed, as a ledger is busy. */
const AGAIN_MS = 5_000;

interface Watched<Look> {
  readonly listeners: Set<(look: Look, isLast: boolean) => void>;
  readonly nobody: AbortController;
  last: Look | null;
}

/** Looks at something as long as anybody watches it, once for all who do. */
export class Poll<Look> {
  readonly #options: PollOptions<Look>;
  readonly #watched = new Map<string, Watched<Look>>();

  constructor(options: PollOptions<Look>) {
    this.#options = options;
  }

  /** Be told how it stands, now and again, until what comes back is called or it was the last time. */
  watch(key: string, listener: (look: Look, isLast: boolean) => void): () => void {
    let watched = this.#watched.get(key);
    if (watched === undefined) {
      watched = { listeners: new Set(), nobody: new AbortController(), last: null };
      this.#watched.set(key, watched);
      void this.#go(key, watched);
    } else if (watched.last !== null) listener(watched.last, false);
    const { listeners, nobody } = watched;
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      if (this.#watched.get(key) === watched) this.#watched.delete(key);
      nobody.abort();
    };
  }

  async #go(key: string, watched: Watched<Look>): Promise<void> {
    const { look, waitMs, clock } = this.#options;
    const { listeners, nobody: { signal } } = watched;
    while (!signal.aborted) {
      const startMs = clock.nowMs();
      let wait: number | null = AGAIN_MS;
      try {
        const now = await look(key);
        wait = waitMs(now);
        watched.last = now;
        if (wait === null) this.#watched.delete(key);
        for (const listener of [...listeners]) listener(now, wait === null);
      } catch {
        // It is looked at again; a page that is opened says what is wrong.
      }
      if (wait === null) return;
      await clock.sleep(Math.max(wait, (clock.nowMs() - startMs) / SHARE), signal).catch(() => {});
    }
  }
}
