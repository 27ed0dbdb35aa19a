import { UserError } from "../base/mod.ts";

/** Why a scorer from outside cannot be had. */
export function scorerRefused(reason: string, specifier: string, cause?: unknown): UserError {
  return new UserError(`Cannot load the scorer as ${reason}: current value is "${specifier}"`, { exitCode: 2, cause });
}
