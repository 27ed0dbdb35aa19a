import type { Clock, ProviderKey } from "../../spec/mod.ts";

/** How many lists are fetched at once. */
const MOST_RUNNING = 8;
/** How many lists of one provider are fetched in any minute. */
const MOST_PER_MINUTE = 10;
const MINUTE_MS = 60_000;

/** Holds callers back, whoever they are: many keys of one provider look like an attack on it. */
export class CallerPace {
  readonly #clock: Clock;
  /** When lists were begun within the last minute; there are no more providers than the catalog has. */
  readonly #begun = new Map<ProviderKey, number[]>();
  #running = 0;

  /** Nothing is under way yet. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Begin with a list, which has to be ended then; or the reason why that has to wait. */
  begin(provider: ProviderKey): string | null {
    if (this.#running >= MOST_RUNNING) return "too many lists are being fetched for callers: try again in a moment";
    const nowMs = this.#clock.nowMs();
    const begun = (this.#begun.get(provider) ?? []).filter((atMs) => nowMs - atMs < MINUTE_MS);
    this.#begun.set(provider, begun);
    if (begun.length >= MOST_PER_MINUTE) {
      const waitS = Math.ceil((begun[0] + MINUTE_MS - nowMs) / 1000);
      return `too many keys of it were brought within a minute: try again in ${waitS} s`;
    }
    begun.push(nowMs);
    this.#running++;
    return null;
  }

  /** A list has come, or has not. */
  end(): void {
    this.#running--;
  }
}
