import { scrub, scrubError } from "../base/mod.ts";
import type { CallFailure, CallNote, Credential } from "../spec/mod.ts";

type Failed = { readonly ok: false; readonly failure: CallFailure };

/** What a call is made with, as far as its failures go. */
export interface SecretCall {
  readonly credential: Credential | null;
  readonly note: CallNote;
}

/** An outcome whose failure does not have the key in it. */
export function withoutSecret<T extends { readonly ok: true }>(outcome: T | Failed, call: SecretCall): T | Failed {
  return outcome.ok ? outcome : { ok: false, failure: failureWithoutSecret(outcome.failure, call) };
}

/**
 * A failure without the key, which some providers repeat when they refuse it, also where the message was cut off within
 * the key. What a tape keeps is free of it, and is not read otherwise than a replay reads it.
 */
export function failureWithoutSecret(failure: CallFailure, { credential, note }: SecretCall): CallFailure {
  if (credential === null) return failure;
  const isWhole = (note.key ?? null) !== null;
  const clean = (text: string) => scrub(text, [credential], { isWhole });
  return { ...failure, message: clean(failure.message), code: failure.code === null ? null : clean(failure.code) };
}

/** The result of a call, or what it throws without the key. */
export async function throwingNoSecret<T>(credential: Credential | null, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw credential === null ? error : scrubError(error, [credential]);
  }
}
