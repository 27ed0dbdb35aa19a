import { basename } from "node:path";
import { isSameFile, UserError, utf8Text } from "../../base/mod.ts";
import type { ReplayUsage } from "../_usage.ts";
import { tapeLines } from "./_tape_lines.ts";

/**
 * How many recordings of each key of a cassette were played, by the replays that a usage file tells of: the most that one
 * of them played. Replays of a file of the same name elsewhere count too where they played a key of this cassette, as
 * checkouts stand in different folders; that can only keep more. Others are of another cassette, and prove nothing.
 *
 * @throws {UserError} when the file cannot be read, is no usage file, or tells nothing of the cassette.
 */
export async function readUsage(
  path: string,
  { cassette, keys }: { readonly cassette: string; readonly keys: ReadonlySet<string> },
): Promise<Map<string, number>> {
  const played = new Map<string, number>();
  const others = new Set<string>();
  let isTold = false;
  for await (const usage of usagesOf(path)) {
    const isSameName = basename(usage.cassette) === basename(cassette);
    const isOfIt = isSameName && Object.keys(usage.played).some((key) => keys.has(key)) ||
      await isSameFile(usage.cassette, cassette);
    if (!isOfIt) others.add(isSameName ? usage.cassette : basename(usage.cassette));
    else {
      isTold = true;
      for (const [key, count] of Object.entries(usage.played)) played.set(key, Math.max(count, played.get(key) ?? 0));
    }
  }
  if (isTold) return played;
  const told = others.size === 0 ? "of no replay" : `of ${[...others].slice(0, 5).join(", ")} alone`;
  throw new UserError(`Cannot prune "${cassette}" as the usage file tells ${told}: current value is "${path}"`);
}

async function* usagesOf(path: string): AsyncGenerator<ReplayUsage> {
  const lines = tapeLines(path);
  try {
    for await (const { number, bytes } of lines) yield parsedUsage(path, number, utf8Text(bytes));
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError(`Cannot prune as the usage file cannot be read: current value is "${path}"`, { cause });
  }
}

function parsedUsage(path: string, number: number, text: string | null): ReplayUsage {
  try {
    const value: ReplayUsage = JSON.parse(text ?? "");
    const isUsage = value.usage === 1 && typeof value.cassette === "string" &&
      Object.values(value.played).every(Number.isInteger);
    if (isUsage) return value;
  } catch {
    // The message below says it all.
  }
  throw new UserError(`Cannot prune as line ${number} of the usage file is none: current value is "${path}"`);
}
