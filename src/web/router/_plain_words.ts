/** What an endpoint is asked to be, for who knows neither our code nor our configuration. */
const WORDS: { readonly [name: string]: string } = {
  contextTokens: "the tokens of context that are asked for",
  maxCostUsd: "the most US dollars that the call may cost",
  maxInputUsdPerMillion: "the highest price of a million input tokens",
  maxOutputUsdPerMillion: "the highest price of a million output tokens",
  maxTtftMs: "the longest time to the first token, in milliseconds,",
  minOutputTps: "the lowest number of tokens per second",
  minUptime: "the lowest share of calls that work",
};
const NAMES = new RegExp(String.raw`\b(lower|raise) (${Object.keys(WORDS).join("|")})\b`, "g");

/** What would let an endpoint in, in plain words. */
export function plainWords(message: string): string {
  return message.replaceAll(NAMES, (_, verb: string, name: string) => `${verb} ${WORDS[name]}`);
}
