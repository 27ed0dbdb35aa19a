/** Shorter values are words, not secrets: replacing them would tear texts apart. */
const MIN_SECRET_LENGTH = 6;

/** What people give to local servers, which ask for a key and take any: words that stand in URLs and model names. */
const PLACEHOLDER_KEYS = new Set([
  "api-key",
  "api_key",
  "apikey",
  "dummy-key",
  "fake-key",
  "litellm",
  "lm-studio",
  "lmstudio",
  "local-key",
  "localhost",
  "no-key",
  "no-key-required",
  "not-needed",
  "not-used",
  "nothing",
  "ollama",
  "openai",
  "sk-no-key-required",
  "unused",
]);

/** Whether a value is long enough, and not what everybody gives to local servers. */
export function isSecret(value: string): boolean {
  return value.length >= MIN_SECRET_LENGTH && !PLACEHOLDER_KEYS.has(value.toLowerCase());
}
