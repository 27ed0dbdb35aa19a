import type { CallFailure, Credential } from "../spec/mod.ts";

/** Shorter ones stand in any text, and are no keys. */
const LEAST_CHARS = 6;

type Failed = { readonly ok: false; readonly failure: CallFailure };

/** An outcome whose message does not have the key in it, which some providers repeat when they refuse it. */
export function withoutSecret<T extends { readonly ok: true }>(
  outcome: T | Failed,
  credential: Credential | null,
): T | Failed {
  const secret = credential?.reveal() ?? "";
  if (outcome.ok || secret.length < LEAST_CHARS || !outcome.failure.message.includes(secret)) return outcome;
  const message = outcome.failure.message.replaceAll(secret, () => `[secret ${credential?.name}]`);
  return { ok: false, failure: { ...outcome.failure, message } };
}
