import type { Attempt } from "../spec/mod.ts";

/** Kinds of failure that are shown; the rest is only counted. */
const MAX_KINDS = 5;
const MAX_MESSAGE_CHARS = 160;

/** The kind whose message is shown whole: it names the nearest recordings, a line each. */
const SHOWN_WHOLE = "cassette_miss";

/**
 * Why cells failed: a line per kind of failure with its count and the first message, the most frequent first. `results`
 * is the file that has all messages.
 */
export async function failureLines(attempts: AsyncIterable<Attempt>, results: string): Promise<string> {
  const kinds = new Map<string, { count: number; message: string }>();
  for await (const { final, status, errorKind, errorMessage } of attempts) {
    if (!final || status === "ok") continue;
    const kind = errorKind ?? status;
    const seen = kinds.get(kind) ?? { count: 0, message: errorMessage ?? "" };
    seen.count++;
    kinds.set(kind, seen);
  }
  const ordered = [...kinds].sort(([, a], [, b]) => b.count - a.count);
  const lines = ordered.slice(0, MAX_KINDS).map(([kind, { count, message }]) =>
    kind === SHOWN_WHOLE ? wholeMessage(message, { count, results }) : `${count} × ${kind}: ${firstLine(message)}\n`
  );
  if (ordered.length > MAX_KINDS) lines.push(`and ${ordered.length - MAX_KINDS} more kinds of failure\n`);
  return lines.join("");
}

function wholeMessage(message: string, { count, results }: { count: number; results: string }): string {
  const indented = message.split("\n").map((line) => `  ${line}\n`).join("");
  const rest = count === 1 ? "" : `  The other ${count === 2 ? "one is" : `${count - 1} are`} in ${results}\n`;
  return `${count} × ${SHOWN_WHOLE}:\n${indented}${rest}`;
}

function firstLine(message: string): string {
  const [line] = message.split("\n", 1);
  return line.length <= MAX_MESSAGE_CHARS ? line : `${line.slice(0, MAX_MESSAGE_CHARS)}…`;
}
