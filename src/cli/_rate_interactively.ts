import { countRatingItems, type HumanRatings, ratingItems, type SweepPlan } from "../sweep/mod.ts";
import type { Ledger } from "../spec/mod.ts";
import { formatScore } from "./_format.ts";
import { type RatingKey, ratingKeys, ratingText } from "./_rating_screen.ts";
import type { Io } from "./io.ts";

/** A session of somebody who rates. */
export interface RatingSession {
  readonly ledger: Ledger;
  readonly runId: string;
  readonly ratings: HumanRatings;
  readonly plan: SweepPlan | null;
  readonly rater: string;
  readonly seed: string;
  /** Whether it is shown who answered. */
  readonly show: boolean;
}

/** What a session came to. */
export interface RatedSession {
  readonly rated: number;
  readonly skipped: number;
  /** Answers that the person has not rated, skipped ones among them. */
  readonly left: number;
}

/**
 * Show one answer after the other and take a key for each; every rating is on the disk before the next answer shows.
 * However it ends, the terminal shows again what is typed.
 */
export async function rateInteractively(io: Io, session: RatingSession): Promise<RatedSession> {
  const { ledger, runId, ratings, plan, rater, seed, show } = session;
  const skip = (cellIndex: number) => ratings.has(cellIndex, rater);
  const count = await countRatingItems(ledger, runId, { skip });
  let [rated, skipped, place] = [0, 0, 0];
  if (count === 0) return { rated, skipped, left: 0 };
  const keys = new Keys(io);
  io.stdin.setRaw(true);
  try {
    for await (const item of ratingItems(ledger, runId, { plan, seed, skip })) {
      io.stderr.write(ratingText(item, { place: ++place, count, show }));
      const key = await keys.next();
      if (key === null || key.does === "quit") break;
      if (key.does === "rate") {
        await ratings.rate(item.cellIndex, { rater, score: key.score });
        rated++;
      } else skipped++;
      io.stderr.write(`${key.does === "rate" ? formatScore(key.score) : "skipped"}\n`);
    }
  } finally {
    keys.end();
    io.stdin.setRaw(false);
    io.stderr.write("\n");
  }
  return { rated, skipped, left: count - rated };
}

/** The keys that mean something, one after the other; what was typed ahead is kept. */
class Keys {
  readonly #io: Io;
  readonly #waiting: RatingKey[] = [];
  readonly #interrupted = Promise.withResolvers<null>();
  readonly #unlisten: () => void;

  constructor(io: Io) {
    this.#io = io;
    this.#unlisten = io.onInterrupt(() => this.#interrupted.resolve(null));
  }

  /** `null`: nothing more is typed, or somebody asked for the end. */
  async next(): Promise<RatingKey | null> {
    for (;;) {
      const key = this.#waiting.shift();
      if (key !== undefined) return key;
      const bytes = await Promise.race([this.#io.stdin.read(), this.#interrupted.promise]);
      if (bytes === null) return null;
      this.#waiting.push(...[...ratingKeys(bytes)].filter(({ does }) => does !== "none"));
    }
  }

  end(): void {
    this.#unlisten();
  }
}
