/** Counts the tokens of a text. */
export type TokenCounter = (text: string) => number;

/** Texts after so many characters are counted by the rate of those before: a forecast is not worth a minute. */
const COUNTED_CHARACTERS = 2_000_000;

/**
 * OpenAI's tokenizer of GPT-4o and everything since, loaded when it is asked for: its table takes a quarter of a second,
 * and a run does not need it.
 */
export async function loadTokenCounter(): Promise<TokenCounter> {
  const { countTokens } = await import("gpt-tokenizer/encoding/o200k_base");
  // What looks like a token of the model's own format is plain text in a prompt.
  const options = { disallowedSpecial: new Set<string>() };
  return (text) => countTokens(text, options);
}

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
