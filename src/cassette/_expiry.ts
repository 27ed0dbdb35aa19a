import { UserError } from "../base/mod.ts";
import type { Clock } from "../spec/mod.ts";
import { CassetteExpiredError, durationText } from "./cassette_expired_error.ts";
import type { ExpireOptions } from "./expire_options.ts";
import type { DecisionRecord, Playable } from "./interaction.ts";

/** What an expiry needs beside its options. */
export interface ExpiryParts {
  readonly path: string;
  readonly clock: Clock;
  readonly warn: (message: string) => void;
}

/** Looks at the age of each recording that is about to be played. */
export class Expiry {
  readonly #options: ExpireOptions;
  readonly #parts: ExpiryParts;
  /** The lines of those that were too old. */
  readonly #expired = new Set<number>();
  #hasWarned = false;

  /** @throws {UserError} when the options make no sense. */
  constructor(options: ExpireOptions, parts: ExpiryParts) {
    const { afterMs, expired } = options;
    if (!(afterMs >= 0) || (expired !== "warn" && expired !== "fail")) {
      throw new UserError(
        'Cannot open a cassette as "expire" must have "afterMs" of 0 or more and "expired" of "warn" or "fail": ' +
          `current value is ${JSON.stringify(options)}`,
        { exitCode: 2 },
      );
    }
    this.#options = options;
    this.#parts = parts;
  }

  /** How many recordings that calls asked for were too old. */
  get expired(): number {
    return this.#expired.size;
  }

  /** @throws {CassetteExpiredError} when the recording is too old and that is to fail. Decisions do not expire. */
  admit(record: Playable | DecisionRecord, line: number): void {
    if (record.kind !== "http") return;
    const { afterMs: limitMs, expired } = this.#options;
    const { clock, path, warn } = this.#parts;
    const ageMs = clock.date().getTime() - Date.parse(record.at);
    if (ageMs <= limitMs) return;
    this.#expired.add(line);
    if (expired === "fail") throw new CassetteExpiredError({ key: record.key, at: record.at, ageMs, limitMs });
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    warn(
      `the cassette "${path}" has recordings that are older than ${durationText(limitMs)}: the first that was played ` +
        `is ${record.key}, whose age is ${durationText(ageMs)}`,
    );
  }
}
