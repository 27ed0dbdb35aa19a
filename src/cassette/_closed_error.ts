import { UserError } from "../base/mod.ts";

/** The error for whoever uses a tape that is closed. */
export function closedError(what: string, path: string): UserError {
  return new UserError(`Cannot ${what} as the cassette is closed: "${path}"`);
}
