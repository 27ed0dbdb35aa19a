import { between, pick, type Random } from "./_draws.ts";

/** Each is one token, with or without a space in front of it. */
const WORDS = (
  "the a one this that each every some many most river stone light house green field winter summer " +
  "road bridge garden letter number answer reason moment music paper window water silver copper forest harbor market " +
  "moves holds turns keeps finds makes gives takes shows grows opens closes begins ends waits falls rises sings " +
  "slowly often never always gently nearly soon later today early far near under over behind beside and but while " +
  "when where then with from into about small large bright quiet warm cold old new clear plain deep"
).split(" ");

/** Sentences of exactly so many tokens. They mean nothing. */
export function sentences(random: Random, tokens: number): string {
  const said: string[] = [];
  let left = 0;
  while (said.length < tokens) {
    const isLast = said.length === tokens - 1 && said.length > 0;
    if (isLast || (left === 0 && said.length > 0)) {
      said.push(".");
      left = between(random, [5, 14]);
      continue;
    }
    const word = pick(random, WORDS);
    const begins = said.length === 0 || said.at(-1) === ".";
    said.push((said.length === 0 ? "" : " ") + (begins ? word[0].toUpperCase() + word.slice(1) : word));
    if (left === 0) left = between(random, [5, 14]);
    left--;
  }
  return said.join("");
}

/** A few words, in lower case. */
export function fewWords(random: Random, count: number): string {
  return Array.from({ length: count }, () => pick(random, WORDS)).join(" ");
}
