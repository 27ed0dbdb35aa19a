import { diff as differences } from "node:util";
import { format } from "./_format.ts";

// The memory of the search grows with the square of what differs: beyond this, a plain before and after reads as well.
const MAX_DIFFED_LINES = 2000;

const RED = "\x1b[31m\x1b[1m";
const GREEN = "\x1b[32m\x1b[1m";
const RESET = "\x1b[22m\x1b[39m";

/** The lines of two values side by side: `-` is in the actual one only, `+` in the expected one only. */
export function diff(actual: unknown, expected: unknown): string {
  const lines = bothText(actual, expected)
    ? compare(visibleLines(actual as string), visibleLines(expected as string))
    : compare(format(actual).split("\n"), format(expected).split("\n"));
  const head = `    [Diff] ${paint(RED, "Actual")} / ${paint(GREEN, "Expected")}`;
  return ["", "", head, "", "", ...lines, ""].join("\n");
}

function bothText(actual: unknown, expected: unknown): boolean {
  return typeof actual === "string" && typeof expected === "string";
}

/** A string by lines, with the characters that a terminal would swallow written out. */
function visibleLines(text: string): string[] {
  const lines = text.split("\n");
  return lines.map((line, index) => {
    // deno-lint-ignore no-control-regex
    const shown = line.replace(/[\x00-\x1f\x7f-\x9f]/g, (character) => JSON.stringify(character).slice(1, -1));
    return index < lines.length - 1 ? `${shown}\\n` : shown;
  });
}

function compare(actual: readonly string[], expected: readonly string[]): string[] {
  const shorter = Math.min(actual.length, expected.length);
  let start = 0;
  while (start < shorter && actual[start] === expected[start]) start++;
  let end = 0;
  while (end < shorter - start && actual.at(-1 - end) === expected.at(-1 - end)) end++;
  return [
    ...actual.slice(0, start).map(common),
    ...middle(actual.slice(start, actual.length - end), expected.slice(start, expected.length - end)),
    ...actual.slice(actual.length - end).map(common),
  ];
}

function middle(actual: string[], expected: string[]): string[] {
  if (actual.length === 0 || expected.length === 0 || actual.length + expected.length > MAX_DIFFED_LINES) {
    return [...actual.map(removed), ...expected.map(added)];
  }
  return differences(actual, expected).map(([kind, line]) =>
    kind === 0 ? common(line) : kind === 1 ? removed(line) : added(line)
  );
}

const common = (line: string): string => `    ${line}`;
const removed = (line: string): string => paint(RED, `-   ${line}`);
const added = (line: string): string => paint(GREEN, `+   ${line}`);

function paint(color: string, text: string): string {
  return Deno.noColor ? text : `${color}${text}${RESET}`;
}
