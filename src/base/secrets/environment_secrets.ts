import type { DetectedSecret } from "./detected_secret.ts";
import { looksRandom } from "./looks_random.ts";

/** Names of variables whose values are credentials. */
const CREDENTIAL_NAME =
  /(?:^|_)(?:API_?KEY|ACCESS_?KEY|SECRET_?KEY|PRIVATE_?KEY|KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|PASS|CREDENTIALS?|AUTH|PAT)$/i;
/** Variables of which some are credentials, and others regions and profiles. */
const MIXED_NAME = /^AWS_/i;
/** Shorter values are words. */
const MIN_LENGTH = 8;
/** Words, one or several, also with a number at the end (`us-east-1`), switches and numbers. */
const WORDS = /^[A-Za-z]+(?:[-_. ,:][A-Za-z]+)*(?:[-_.]?\d{1,4})?$/;
const NUMBER = /^[-+\d.,_:]+$/;
const PATH = /^(?:[~./]|[A-Za-z]:\\)/;
const URL_LIKE = /^[a-z][a-z0-9+.-]*:\/\//i;
const USERINFO = /^[a-z][a-z0-9+.-]*:\/\/[^/?#@\s:]*:([^/?#@\s]+)@/i;

/**
 * The credentials among variables of an environment, named `env:OPENAI_API_KEY`: the values of those that are called a
 * key, token, secret or password, and the passwords of URLs. Words, numbers, paths and URLs are none.
 */
export function environmentSecrets(variables: { readonly [name: string]: string }): DetectedSecret[] {
  return Object.entries(variables).flatMap(([variable, value]) => {
    const name = `env:${variable}`;
    const password = USERINFO.exec(value)?.[1];
    if (password !== undefined) return isValue(password) ? [{ name, value: decoded(password) }] : [];
    const isOne = CREDENTIAL_NAME.test(variable) ? isValue(value) : MIXED_NAME.test(variable) && looksRandom(value);
    return isOne ? [{ name, value }] : [];
  });
}

/**
 * The credentials of this process's environment, as far as it may be read: nobody is asked for the permission. Where only
 * some variables may be read, `names` are tried.
 */
export function processSecrets(names: readonly string[] = []): DetectedSecret[] {
  if (Deno.permissions.querySync({ name: "env" }).state === "granted") return environmentSecrets(Deno.env.toObject());
  const readable = names.filter((variable) =>
    Deno.permissions.querySync({ name: "env", variable }).state === "granted"
  );
  return environmentSecrets(Object.fromEntries(readable.map((name) => [name, Deno.env.get(name) ?? ""])));
}

function isValue(value: string): boolean {
  return value.length >= MIN_LENGTH && ![WORDS, NUMBER, PATH, URL_LIKE].some((pattern) => pattern.test(value));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
