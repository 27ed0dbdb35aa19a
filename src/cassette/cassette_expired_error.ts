import { UserError } from "../base/mod.ts";

/** A request whose recording is too old, on a tape that was opened to fail then. It is never called live by itself. */
export class CassetteExpiredError extends UserError {
  /** Stays the same in minified code. */
  override readonly name: string = "CassetteExpiredError";
  /** The key of the recording. */
  readonly key: string;
  /** When it was recorded: RFC 3339, UTC. */
  readonly at: string;
  /** Since it was recorded. */
  readonly ageMs: number;
  /** The greatest age that was allowed. */
  readonly limitMs: number;

  /** The message is made from the fields, but for the age: what a replay says must be the same tomorrow. */
  constructor({ key, at, ageMs, limitMs }: { key: string; at: string; ageMs: number; limitMs: number }) {
    super(
      `Cannot play the recording ${key} as it is older than ${durationText(limitMs)}: it was recorded at ${at}. ` +
        'Mode "refresh" records it anew',
    );
    this.key = key;
    this.at = at;
    this.ageMs = ageMs;
    this.limitMs = limitMs;
  }
}

const UNITS: readonly (readonly [name: string, ms: number])[] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];

/** A length of time for people: `41 days`, `90 seconds`, `0.5 seconds`. */
export function durationText(ms: number): string {
  const [name, unitMs] = UNITS.find(([, unit]) => ms >= 2 * unit) ?? UNITS.at(-1)!;
  const count = Math.floor(10 * ms / unitMs) / 10;
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}
