import { parse } from "@std/toml";
import { UserError } from "../base/mod.ts";

/**
 * The value of a TOML text. `what` the file is stands in the message.
 * @throws {UserError} with exit code 2 when it is no TOML.
 */
export function parseToml(toml: string, path: string, what: string): { [key: string]: unknown } {
  try {
    return parse(toml);
  } catch (error) {
    const { line, reason } = tomlMistake(error as Error);
    const place = line === null ? path : `${path}:${line}`;
    throw new UserError(`Cannot use the ${what} ${path} as it is not valid TOML:\n  ${place}: ${reason}`, {
      exitCode: 2,
    });
  }
}

/** What a parser says of a text that is no TOML. */
export function tomlMistake({ message }: Error): { readonly line: number | null; readonly reason: string } {
  // Only the first line: the rest quotes the text, and a secret could stand there.
  const [first] = message.split("\n");
  const [, line, reason] = /^Parse error on line (\d+), column \d+: (.*)$/.exec(first) ?? [, null, first];
  return { line: line === null ? null : Number(line), reason };
}
