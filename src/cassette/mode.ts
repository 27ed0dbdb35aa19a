import { nearestName, UserError } from "../base/mod.ts";

/**
 * What a tape does with a request: `replay` plays recordings and a miss is an error; `record` always goes live;
 * `append` plays what is there and records what is missing; `refresh` records anew what the option of this name names,
 * and is as `append` for the rest; `passthrough` goes live and keeps nothing.
 */
export type CassetteMode = "replay" | "record" | "append" | "refresh" | "passthrough";

/** All modes, by name. */
export const CASSETTE_MODES: readonly CassetteMode[] = ["replay", "record", "append", "refresh", "passthrough"];

/**
 * Read a mode's name.
 * @throws {UserError} when it is none.
 */
export function parseMode(name: string): CassetteMode {
  const mode = CASSETTE_MODES.find((known) => known === name);
  if (mode !== undefined) return mode;
  const near = nearestName(name, CASSETTE_MODES);
  const hint = near === null ? "" : ` (did you mean "${near}"?)`;
  throw new UserError(
    `Cannot open a cassette as the mode must be one of ${CASSETTE_MODES.join(", ")}: current value is "${name}"${hint}`,
    { exitCode: 2 },
  );
}

/**
 * With `CI` set, nothing goes live unless somebody said so.
 * @throws {UserError} when the mode may go live in CI and that was not allowed.
 */
export function assertModeAllowed(mode: CassetteMode, ci: string | undefined, allowLiveInCi: boolean): void {
  if (mode === "replay" || allowLiveInCi || ci === undefined || ci === "" || ci === "0" || ci === "false") return;
  throw new UserError(
    `Cannot open a cassette in mode "${mode}" as CI is set and live calls are refused there: replay instead, or allow ` +
      "it with --allow-live-in-ci (allowLiveInCi in code)",
    { exitCode: 2 },
  );
}
