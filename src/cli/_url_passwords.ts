import { Secret } from "../base/mod.ts";

const WITH_PASSWORD = /\b[a-z][a-z0-9+]*:\/\/[^/@:]*:(.+)@/i;

/** The passwords in the URLs of a command line, as they stand there and as they are meant, so that none is printed. */
export function urlPasswords(words: readonly string[]): Secret[] {
  return words.flatMap((word) => {
    const written = WITH_PASSWORD.exec(word)?.[1];
    return written === undefined ? [] : [...new Set([written, decoded(written)])];
  }).map((password) => new Secret("of a URL", password));
}

function decoded(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}
