import type { AuditEntry } from "./audit_entry.ts";
import { rotatedFiles } from "./_append_rotated.ts";

const MINUTE_CHARS = "2026-11-21T12:00".length;

/**
 * What the log of credentials says, the oldest first: one entry for all uses of one credential at one host by one process
 * within a minute. A line that was not written whole is left out.
 */
export async function readCredentialAudit(path: string): Promise<AuditEntry[]> {
  const groups = new Map<string, AuditEntry>();
  for (const file of rotatedFiles(path)) {
    for (const line of (await Deno.readTextFile(file)).split("\n")) {
      const entry = entryIn(line);
      if (entry === null) continue;
      const { at, hash, credential, provider, host, command, pid } = entry;
      const key = JSON.stringify([at.slice(0, MINUTE_CHARS), hash, credential, provider, host, command, pid]);
      const known = groups.get(key);
      groups.set(key, known === undefined ? entry : joined(known, entry));
    }
  }
  return [...groups.values()].sort((a, b) => a.at < b.at ? -1 : a.at > b.at ? 1 : 0);
}

function joined(a: AuditEntry, b: AuditEntry): AuditEntry {
  return {
    ...a,
    at: a.at < b.at ? a.at : b.at,
    until: a.until > b.until ? a.until : b.until,
    count: a.count + b.count,
  };
}

function entryIn(line: string): AuditEntry | null {
  try {
    const entry = JSON.parse(line);
    return typeof entry?.at === "string" && typeof entry.count === "number" ? entry : null;
  } catch {
    return null;
  }
}
