import { UserError } from "../base/mod.ts";
import type { TapeFile } from "./_tape_file.ts";
import type { Interaction } from "./interaction.ts";

const MOST_SHOWN = 5;

/** The error that lists the recordings that no call played; `null` when all were. Decisions do not count. */
export function unusedError(file: TapeFile): UserError | null {
  const unused: string[] = [];
  for (const line of file.unplayedLines()) {
    const record = file.record(line);
    if (record.kind === "http") unused.push(`line ${line + 2}: ${described(record)}`);
  }
  if (unused.length === 0) return null;
  const shown = unused.slice(0, MOST_SHOWN);
  if (unused.length > MOST_SHOWN) shown.push(`and ${unused.length - MOST_SHOWN} more`);
  const what = unused.length === 1 ? "1 recording" : `${unused.length} recordings`;
  return new UserError(
    `Cannot end the replay as no call played ${what} of "${file.path}":${shown.map((text) => `\n  ${text}`).join("")}`,
  );
}

function described({ request: { method, url }, scope, response, failure, unrecordable }: Interaction): string {
  const ending = response === undefined ? failure?.kind ?? (unrecordable && "not kept") : String(response.status);
  return `${method} ${url} → ${ending}${scope === undefined ? "" : `, scope ${scope}`}`;
}
