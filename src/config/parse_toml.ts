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
    // Only the first line, and no cause: the rest quotes the text, and a secret could stand there.
    const [message] = (error as Error).message.split("\n");
    const [, line, reason] = /^Parse error on line (\d+), column \d+: (.*)$/.exec(message) ?? [, null, message];
    const place = line === null ? path : `${path}:${line}`;
    throw new UserError(`Cannot use the ${what} ${path} as it is not valid TOML:\n  ${place}: ${reason}`, {
      exitCode: 2,
    });
  }
}
