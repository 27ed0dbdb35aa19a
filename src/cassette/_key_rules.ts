import { jsonPointerTokens, UserError } from "../base/mod.ts";
import type { KeyRules } from "./_header.ts";
import type { CassetteHeader } from "./interaction.ts";

/** @throws {UserError} when what does not count for a key is said in a way that has no meaning. */
export function assertKeyRules({ ignore = [], match }: KeyRules): void {
  for (const pointer of ignore) assertPointer(pointer);
  if (match === undefined || (typeof match.name === "string" && match.name !== "")) return;
  throw new UserError(
    `Cannot open a cassette as "match" must have a "name", which its header keeps: current value is "${match.name}"`,
    { exitCode: 2 },
  );
}

/**
 * The keys of a tape were made with its own list and its own matcher: others would find nothing, or something else.
 * @throws {UserError} when the options ask for others.
 */
export function assertSameKeyRules(path: string, { ignore, match }: KeyRules, header: CassetteHeader): void {
  const recorded = header.ignore ?? [];
  if (ignore !== undefined && JSON.stringify([...ignore].sort()) !== JSON.stringify([...recorded].sort())) {
    throw new UserError(
      `Cannot open the cassette as its header ignores ${JSON.stringify(recorded)} and the options ask for another ` +
        `list: current value is ${JSON.stringify(ignore)} ("${path}")`,
    );
  }
  if (match?.name === header.matcher) return;
  const wanted = header.matcher === undefined ? "without a matcher" : `with the matcher "${header.matcher}"`;
  throw new UserError(
    `Cannot open the cassette as it was recorded ${wanted}: current value of "match" is ` +
      `${match === undefined ? "none" : `"${match.name}"`} ("${path}")`,
  );
}

/** A pointer that points nowhere would leave a field in the key that was meant to be out of it. */
function assertPointer(pointer: string): void {
  try {
    if (jsonPointerTokens(pointer).length > 0) return;
  } catch {
    // The message below says it all.
  }
  throw new UserError(
    `Cannot open a cassette as "ignore" must hold JSON Pointers to fields (RFC 6901: "/user"): current value is ` +
      `"${pointer}"`,
    { exitCode: 2 },
  );
}
