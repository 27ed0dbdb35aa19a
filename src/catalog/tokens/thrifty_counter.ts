import type { TokenCounter } from "./token_counter.ts";

/** Texts after so many characters are counted by the rate of those before: a forecast is not worth a minute. */
const COUNTED_CHARACTERS = 2_000_000;

/** Counts each text once, and past two million characters by their number. */
export function thriftyCounter(count: TokenCounter): TokenCounter {
  const known = new Map<string, number>();
  let [characters, tokens] = [0, 0];
  return (text) => {
    const counted = known.get(text);
    if (counted !== undefined) return counted;
    if (characters > COUNTED_CHARACTERS) return Math.ceil(text.length * tokens / characters);
    const own = count(text);
    known.set(text, own);
    characters += text.length;
    tokens += own;
    return own;
  };
}
