import type { SegmentComparison } from "../cassette_miss_error.ts";

const MESSAGE = /^message \d+$/;
/** They are told where they differ, and not worth a word where they do not. */
const UNTOLD = /^(?:method|url|header .*|scope)$/;

/** What is equal and what differs, in words: `system differs at character 212; 14 of 15 messages equal; model equal`. */
export function summaryOf(segments: readonly SegmentComparison[]): string {
  const others = segments.filter(({ name }) => !MESSAGE.test(name));
  const messages = segments.filter(({ name }) => MESSAGE.test(name));
  const equal = others.filter(({ name, equal }) => equal && !UNTOLD.test(name)).map(({ name }) => name);
  return [
    ...others.filter(({ equal }) => !equal).map(differs),
    ...messagesSummary(messages),
    ...(equal.length === 0 ? [] : [`${equal.join(", ")} equal`]),
  ].join("; ");
}

function messagesSummary(messages: readonly SegmentComparison[]): string[] {
  const first = messages.find(({ equal }) => !equal);
  if (messages.length === 1) return [first === undefined ? "the message equal" : differs(first)];
  const equal = messages.filter((message) => message.equal).length;
  const count = `${equal} of ${messages.length} messages equal`;
  return messages.length === 0 ? [] : [count, ...(first === undefined ? [] : [differs(first)])];
}

function differs({ name, in: side, difference }: SegmentComparison): string {
  if (side !== "both") return `${name} is ${side === "recorded" ? "missing" : "new"}`;
  const character = difference?.character ?? null;
  return character === null ? `${name} differs` : `${name} differs at character ${character}`;
}
