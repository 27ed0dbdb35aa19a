import type { Attempt } from "../spec/mod.ts";

/** Kinds of failure that are shown; the rest is only counted. */
const MAX_KINDS = 5;
const MAX_MESSAGE_CHARS = 160;

/** Why cells failed: a line per kind of failure with its count and the first message, the most frequent first. */
export async function failureLines(attempts: AsyncIterable<Attempt>): Promise<string> {
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
    `${count} × ${kind}: ${firstLine(message)}\n`
  );
  if (ordered.length > MAX_KINDS) lines.push(`and ${ordered.length - MAX_KINDS} more kinds of failure\n`);
  return lines.join("");
}

function firstLine(message: string): string {
  const [line] = message.split("\n", 1);
  return line.length <= MAX_MESSAGE_CHARS ? line : `${line.slice(0, MAX_MESSAGE_CHARS)}…`;
}
