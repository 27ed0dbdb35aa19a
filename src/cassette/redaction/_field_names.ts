/** Words that make a name a credential's by themselves, at its end. */
const CREDENTIAL_WORDS = new Set([
  "apikey",
  "accesstoken",
  "authorization",
  "authtoken",
  "credential",
  "credentials",
  "jwt",
  "passphrase",
  "passwd",
  "password",
  "pwd",
  "secret",
  "sessionid",
  "sessiontoken",
]);

/** What stands in front of `key` where it is a credential. */
const KEY_WORDS = new Set([
  "access",
  "account",
  "admin",
  "api",
  "app",
  "auth",
  "encryption",
  "license",
  "master",
  "private",
  "secret",
  "service",
  "session",
  "shared",
  "signing",
  "subscription",
]);

/** What stands in front of `token` where it is a word of a text, a place in a list or a count. */
const TOKEN_WORDS = new Set([
  "bos",
  "budget",
  "cached",
  "completion",
  "continuation",
  "end",
  "eos",
  "first",
  "image",
  "input",
  "last",
  "mask",
  "max",
  "min",
  "new",
  "next",
  "output",
  "pad",
  "page",
  "per",
  "prompt",
  "reasoning",
  "skip",
  "special",
  "start",
  "stop",
  "sync",
  "text",
  "total",
  "unk",
]);

/** What stands in front of `session` where it is a person's. */
const SESSION_WORDS = new Set(["auth", "login", "user"]);

/** What stands in front of `signature` where whoever has it may read or write a file. */
const SIGNATURE_WORDS = new Set(["amz", "goog"]);

const PASSWORDS = new Set(["passphrase", "passwd", "password", "pwd"]);

/** What a field of this name holds: `snake_case`, `camelCase`, `X-Header-Case` and what is between dots. */
export function fieldKind(name: string): "token" | "password" | null {
  const words = wordsOf(name);
  const [before, last] = [words.at(-2) ?? "", words.at(-1) ?? ""];
  if (PASSWORDS.has(last)) return "password";
  if (CREDENTIAL_WORDS.has(last)) return "token";
  if (last === "token") return TOKEN_WORDS.has(before) ? null : "token";
  if (last === "session") return before === "" || SESSION_WORDS.has(before) ? "token" : null;
  if (last === "signature") return SIGNATURE_WORDS.has(before) || name === "Signature" ? "token" : null;
  if (name === "sig") return "token";
  return last === "key" && KEY_WORDS.has(before) ? "token" : null;
}

function wordsOf(name: string): string[] {
  return name.slice(name.lastIndexOf(".") + 1).replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase().split(/[_-]+/)
    .filter((word) => word !== "");
}
