import { UserError } from "../base/mod.ts";
import type { Clock } from "../spec/mod.ts";
import { Expiry } from "./_expiry.ts";
import type { PlayRules } from "./_recordings.ts";
import { RefreshRule } from "./_refresh_rule.ts";
import type { TapeFile } from "./_tape_file.ts";
import { warnOnStderr } from "./_warn.ts";
import type { ExpireOptions } from "./expire_options.ts";
import type { CassetteMode } from "./mode.ts";
import type { RefreshOptions } from "./refresh_options.ts";

/** The options that say how recordings are played. */
export interface PlayOptions {
  readonly refresh?: RefreshOptions;
  readonly expire?: ExpireOptions;
  readonly repeat?: "last";
  readonly unused?: "error";
  readonly warn?: (message: string) => void;
}

/**
 * The rules that options make for a tape.
 * @throws {UserError} when an option makes no sense, or none in this mode.
 */
export function playRules(
  options: PlayOptions,
  tape: { readonly mode: CassetteMode; readonly file: TapeFile | null; readonly path: string; readonly clock: Clock },
): PlayRules {
  const { mode, file, path, clock } = tape;
  const { refresh, expire, warn = warnOnStderr } = options;
  assertOneOf("repeat", options.repeat, "last");
  assertOneOf("unused", options.unused, "error");
  if ((mode === "refresh") !== (refresh !== undefined)) {
    const what = refresh === undefined ? 'mode "refresh" needs the option' : 'only mode "refresh" takes the option';
    throw new UserError(`Cannot open a cassette as ${what} "refresh": current value is mode "${mode}"`, {
      exitCode: 2,
    });
  }
  return {
    repeatLast: options.repeat === "last",
    unusedIsError: options.unused === "error" && mode === "replay",
    expiry: expire === undefined ? null : new Expiry(expire, { path, clock, warn }),
    refresh: refresh === undefined ? null : new RefreshRule(refresh, file!, clock),
  };
}

function assertOneOf(name: string, value: string | undefined, allowed: string): void {
  if (value === undefined || value === allowed) return;
  throw new UserError(`Cannot open a cassette as "${name}" can only be "${allowed}": current value is "${value}"`, {
    exitCode: 2,
  });
}
