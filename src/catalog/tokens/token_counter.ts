/** Counts the tokens of a text. */
export type TokenCounter = (text: string) => number;
