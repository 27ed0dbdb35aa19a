import type { Attempt } from "../spec/mod.ts";

/** Kinds of failure that are shown; the rest is only counted. */
const MAX_KINDS = 5;
const MAX_MESSAGE_CHARS = 160;

/** The kind whose messages are shown whole: they name the nearest recordings, a line each. */
const SHOWN_WHOLE = "cassette_miss";
const MOST_WHOLE = 3;
/** The tape explains the first misses; the others end behind their key. */
const EXPLAINED = /: key is \S+\. /;

/** What failures are shown with. */
export interface FailureLinesOptions {
  /** The file that has all messages. */
  readonly results: string;
  /** What to do about a kind of failure, by its name. */
  readonly advice?: { readonly [kind: string]: string };
}

/**
 * Why cells failed: a line per kind of failure with its count and the first message, the most frequent first, and the
 * explanations of the first misses.
 */
export async function failureLines(
  attempts: AsyncIterable<Attempt>,
  { results, advice = {} }: FailureLinesOptions,
): Promise<string> {
  const kinds = new Map<string, { count: number; message: string; explained: string[] }>();
  for await (const { final, status, errorKind, errorMessage } of attempts) {
    if (!final || status === "ok") continue;
    const kind = errorKind ?? status;
    const seen = kinds.get(kind) ?? { count: 0, message: errorMessage ?? "", explained: [] };
    seen.count++;
    const { explained } = seen;
    if (explained.length < MOST_WHOLE && EXPLAINED.test(errorMessage ?? "")) explained.push(errorMessage!);
    kinds.set(kind, seen);
  }
  const ordered = [...kinds].sort(([, a], [, b]) => b.count - a.count);
  const lines = ordered.slice(0, MAX_KINDS).map(([kind, { count, message, explained }]) => {
    const shown = kind === SHOWN_WHOLE
      ? wholeMessages(explained.length === 0 ? [message] : explained, { count, results })
      : `${count} × ${kind}: ${firstLine(message)}\n`;
    return shown + (Object.hasOwn(advice, kind) ? `  ${advice[kind]}\n` : "");
  });
  if (ordered.length > MAX_KINDS) lines.push(`and ${ordered.length - MAX_KINDS} more kinds of failure\n`);
  return lines.join("");
}

function wholeMessages(
  messages: readonly string[],
  { count, results }: { count: number; results: string },
): string {
  const indented = messages.flatMap((message) => message.split("\n")).map((line) => `  ${line}\n`).join("");
  const others = count - messages.length;
  const rest = others === 0 ? "" : `  The other ${others === 1 ? "one is" : `${others} are`} in ${results}\n`;
  return `${count} × ${SHOWN_WHOLE}:\n${indented}${rest}`;
}

function firstLine(message: string): string {
  const [line] = message.split("\n", 1);
  return line.length <= MAX_MESSAGE_CHARS ? line : `${line.slice(0, MAX_MESSAGE_CHARS)}…`;
}
