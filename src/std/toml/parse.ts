import { parse as parseToml, TomlError } from "smol-toml";

/**
 * A TOML document as an object. Integers and floats are numbers (beyond 2^53 the nearest one), a date-time with an
 * offset and a date are a `Date`, a local date-time is a `Date` in the machine's own time zone, a local time is a
 * string: what Deno's standard library makes of them.
 * @throws {SyntaxError} `Parse error on line 2, column 5: …`; lines count from 1, columns from 0. Its `cause` shows
 * the place.
 */
export function parse(tomlString: string): Record<string, unknown> {
  try {
    return plainTable(parseToml(tomlString, { integersAsBigInt: "asNeeded", useLegacyDate: false }));
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const reason = cause.message.split("\n", 1)[0].replace(/^Invalid TOML document: /, "");
    const message = `Parse error on line ${cause.line}, column ${cause.column - 1}: ${reason}`;
    throw new SyntaxError(message, { cause });
  }
}

function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Temporal.PlainTime) return value.toString();
  if (value instanceof Temporal.ZonedDateTime) return new Date(value.epochMilliseconds);
  if (value instanceof Temporal.PlainDate || value instanceof Temporal.PlainDateTime) return new Date(value.toString());
  return plainTable(value);
}

function plainTable(table: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key, plain(value)]));
}
