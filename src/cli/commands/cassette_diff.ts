import { z } from "zod";
import type { AnswerChange, CassetteDiff, JsonChange, PairChange } from "../../cassette/mod.ts";
import { diffCassettes } from "../../recording/mod.ts";
import { commandPath } from "../_command_path.ts";
import { clipped } from "../_fitted_table.ts";
import { formatCount, formatMs } from "../_format.ts";
import { printable, shownJson } from "../_printable.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { wordsText } from "../_words_text.ts";
import { defineCommand } from "../command.ts";

/** Where nobody looks at it on a terminal. */
const WIDE = 400;

/** Compares two cassettes. */
export const cassetteDiff = defineCommand({
  name: "cassette diff",
  summary: "Compare two cassettes by what they say",
  description:
    "Compares texts word by word, tool calls place by place, usage, finish reasons, status, model and reported " +
    "cost. Ids, times, chunks, latencies and the order of names make no difference. Requests that were changed are " +
    "paired with the nearest. Ends with exit code 0 when both say the same, 1 when they differ.",
  args: [{ name: "A", description: "The cassette before" }, { name: "B", description: "The cassette after" }],
  flags: z.strictObject({}),
  examples: [{ line: "tapedeck cassette diff old.jsonl new.jsonl", does: "What a re-recording changed" }],
  async run({ io, json }, { args: [a, b] }) {
    const diff = await diffCassettes(commandPath(io, a), commandPath(io, b));
    const width = io.stdout.isTerminal ? io.stdout.columns : WIDE;
    return {
      text: json ? "" : diffText(diff, { a, b, width }),
      document: snakeKeys(diff),
      exitCode: diff.equal ? 0 : 1,
    };
  },
});

interface Shown {
  readonly a: string;
  readonly b: string;
  readonly width: number;
}

function diffText({ pairs, changed, onlyBefore, onlyAfter }: CassetteDiff, shown: Shown): string {
  const { a, b } = shown;
  const alone = [
    ...onlyBefore.map(({ line, name }) => `- ${a}:${line} ${name}\n`),
    ...onlyAfter.map(({ line, name }) => `+ ${b}:${line} ${name}\n`),
  ];
  const counts = [
    `${formatCount(pairs, "pair")} compared`,
    `${changed.length.toLocaleString("en-US")} differ`,
    `${onlyBefore.length.toLocaleString("en-US")} only in ${a}`,
    `${onlyAfter.length.toLocaleString("en-US")} only in ${b}`,
  ];
  return [...changed.map((pair) => pairText(pair, shown)), ...alone.map(printable), `${counts.join(", ")}\n`].join("");
}

function pairText({ before, after, request, answer, durationMs }: PairChange, { a, b, width }: Shown): string {
  const lines = [
    ...request.map((change) => `request ${placeText(change)}`),
    ...answer.flatMap(answerLines),
    ...(durationMs.before === null || durationMs.after === null || durationMs.before === durationMs.after
      ? []
      : [`(${formatMs(durationMs.before)} ms, then ${formatMs(durationMs.after)} ms)`]),
  ];
  return `~ ${a}:${before.line} ${b}:${after.line} ${printable(after.name)}\n` +
    lines.map((line) => `    ${clipped(printable(line), width - 4)}\n`).join("");
}

function answerLines({ what, before, after, words, places }: AnswerChange): string[] {
  if (words !== undefined) return [`${what}: ${wordsText(words)}`];
  if (places !== undefined) return places.map((place) => `${what} ${placeText(place)}`);
  return [`${what}: ${shownJson(before)} → ${shownJson(after)}`];
}

function placeText({ pointer, before, after }: JsonChange): string {
  return `${pointer === "" ? "value" : pointer}: ${shownJson(before)} → ${shownJson(after)}`;
}
