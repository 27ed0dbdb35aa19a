import { Buffer } from "node:buffer";
import { applyEdits, type Edit } from "./_edits.ts";
import { jsonStrings } from "./_json_strings.ts";
import { unpacked } from "./packed.ts";
import { streamsIn } from "./_streams_in.ts";
import { toLatin1 } from "../../base/mod.ts";
import { REDACTED, type Redactor } from "./redactor.ts";

/** A value that YAML would read as a list when nothing quotes it. */
const BARE_IN_YAML = new RegExp(`^([ ]*(?:- +)*(?:[\\w.-]+: +)?(?:- +)*)(\\[redacted\\][^"\\\\\\r\\n]*)$`, "gm");

/**
 * The bytes of a file without its credentials; JSON stays JSON, and YAML stays YAML. Streams that stand in JSON strings are
 * read event by event, and what is base64 as a whole is decoded and encoded again.
 */
export function scrubText(bytes: Uint8Array, redactor: Redactor, { isYaml = false } = {}): Uint8Array {
  const latin1 = Buffer.from(bytes).toString("latin1");
  const edits = [...streamEdits(latin1, redactor), ...base64Edits(latin1, redactor)]
    .toSorted((a, b) => a.start - b.start);
  const clean = redactor.body(Buffer.from(applyEdits(latin1, edits), "latin1"), []).bytes;
  if (!isYaml) return clean;
  const text = Buffer.from(clean).toString("latin1");
  return Buffer.from(text.replace(BARE_IN_YAML, '$1"$2"'), "latin1");
}

function streamEdits(latin1: string, redactor: Redactor): Edit[] {
  return streamsIn(latin1).filter(({ isString }) => isString).flatMap(({ start, end, text }) => {
    const { bytes, changed } = redactor.body(Buffer.from(text, "latin1"), []);
    return changed ? [{ start, end, replacement: toLatin1(JSON.stringify(Buffer.from(bytes).toString("utf8"))) }] : [];
  });
}

function base64Edits(latin1: string, redactor: Redactor): Edit[] {
  if (!/^\s*[{[]/.test(latin1)) return [];
  return jsonStrings(latin1, 0, latin1.length).flatMap(({ start, end, isBytes }) => {
    const text = latin1.slice(start + 1, end - 1);
    if (isBytes || !/^[A-Za-z0-9+/]{20,}={0,2}$/.test(text)) return [];
    const { bytes, changed } = redactor.body(Buffer.from(text, "base64"), []);
    // A key that looks like base64 is no file: what it decodes to says nothing, and it is replaced as it stands.
    if (!changed || !textOf(bytes).includes(REDACTED)) return [];
    return [{ start, end, replacement: JSON.stringify(Buffer.from(bytes).toString("base64")) }];
  });
}

/** What bytes say, unpacked where they are compressed. */
function textOf(bytes: Uint8Array): string {
  return Buffer.from(unpacked(bytes)?.content ?? bytes).toString("utf8");
}
