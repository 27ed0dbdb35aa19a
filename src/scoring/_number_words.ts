import { Decimal } from "../base/mod.ts";
import type { FoundNumber } from "./_find_numbers.ts";

const SMALL: readonly string[] = (
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen " +
  "eighteen nineteen"
).split(" ");
const TENS: readonly string[] = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const SCALES: readonly string[] = "thousand million billion trillion".split(" ");

const WORD = [...SMALL, ...TENS, "hundred", ...SCALES].join("|");
const SEQUENCE = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:(?:minus|negative)\\s+)?(?:${WORD})(?:(?:\\s+and\\s+|[\\s-]+)(?:${WORD}))*(?![\\p{L}\\p{N}])`,
  "giu",
);

/** The numbers that a text spells out in English: `twelve`, `forty-two`, `one hundred and five`, `minus two thousand`. */
export function numberWords(text: string): FoundNumber[] {
  return [...text.matchAll(SEQUENCE)].flatMap((match) => readSequence(match[0], match.index));
}

/** A number as far as its words have been read. */
interface Reading {
  readonly words: string[];
  /** What was multiplied by a scale already. */
  total: number;
  /** What comes before the next scale, below 1000. */
  part: number;
  /** What may still be added to the part: 99 after a hundred, 9 after tens, 0 after a unit. */
  room: number;
  /** The scale that the next one must be below. */
  scale: number;
}

/** Words one after the other, which may be several numbers: `one two three` are three. */
function readSequence(sequence: string, index: number): FoundNumber[] {
  const words = sequence.toLowerCase().split(/[\s-]+/);
  const negative = words[0] === "minus" || words[0] === "negative";
  const readings: Reading[] = [];
  for (const [at, word] of words.slice(negative ? 1 : 0).entries()) {
    if (word === "and") continue;
    const current = readings.at(-1);
    const afterAnd = at > 0 && words[at + (negative ? 1 : 0) - 1] === "and";
    if (current !== undefined && add(current, word, afterAnd)) continue;
    const started: Reading = { words: [], total: 0, part: 0, room: 999, scale: Infinity };
    if (add(started, word, false)) readings.push(started);
  }
  return readings.map((reading, order) => {
    const size = reading.total + reading.part;
    const [sign, value] = order === 0 && negative ? ["minus ", -size] : ["", size];
    return { index, text: sign + reading.words.join(" "), value: Decimal.fromInteger(value), percent: false };
  });
}

/** Takes one more word into a number; whether it fits. */
function add(reading: Reading, word: string, afterAnd: boolean): boolean {
  const fits = word === "hundred"
    ? addHundred(reading)
    : SCALES.includes(word)
    ? addScale(reading, 1000 ** (SCALES.indexOf(word) + 1))
    : addSmall(reading, word, afterAnd);
  if (fits) reading.words.push(word);
  return fits;
}

function addSmall(reading: Reading, word: string, afterAnd: boolean): boolean {
  const tens = TENS.indexOf(word);
  const value = tens >= 0 ? (tens + 2) * 10 : SMALL.indexOf(word);
  const isFirst = reading.words.length === 0;
  // `and` joins only what follows a hundred or a scale: "twenty and five" are two numbers.
  if (!isFirst && (value === 0 || value > reading.room || (afterAnd && reading.room < 99))) return false;
  reading.part += value;
  reading.room = value === 0 ? -1 : tens >= 0 ? 9 : 0;
  return true;
}

function addHundred(reading: Reading): boolean {
  if (reading.part === 0 || reading.part >= 100) return false;
  reading.part *= 100;
  reading.room = 99;
  return true;
}

function addScale(reading: Reading, scale: number): boolean {
  if (reading.part === 0 || scale >= reading.scale) return false;
  reading.total += reading.part * scale;
  reading.part = 0;
  reading.room = 999;
  reading.scale = scale;
  return true;
}
