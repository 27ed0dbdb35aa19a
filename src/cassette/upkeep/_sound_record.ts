import { UserError } from "../../base/mod.ts";
import type { TapeFile } from "../_tape_file.ts";
import { decodeBody } from "../body.ts";
import { type CassetteHeader, FORMAT_VERSION, type TapeRecord } from "../interaction.ts";

/** Reads the records of a cassette for somebody who is about to write them anew. */
export type SoundReader = (line: number) => TapeRecord;

/**
 * A reader that refuses what this program does not wholly understand, as writing it anew could lose something. `action`
 * is what is about to be done: `tidy`.
 */
export async function soundReader(file: TapeFile, action: string): Promise<SoundReader> {
  assertCurrent(file.path, file.header, action);
  // Only here: schemas cost start-up time, and a replay needs none.
  const { headerSchema, recordSchema } = await import("../schema.ts");
  const refuse = (number: number, what: string): never => {
    throw new UserError(
      `Cannot ${action} the cassette as line ${number} is not sound: ${what} (${file.path}:${number}; ` +
        "`tapedeck cassette verify` tells of all)",
    );
  };
  const header = headerSchema.safeParse(file.header);
  if (!header.success) refuse(1, issueText(header.error.issues[0]));
  return (line) => {
    const record = file.record(line);
    const result = recordSchema.safeParse(record);
    if (!result.success) refuse(line + 2, issueText(result.error.issues[0]));
    if (record.kind !== "http" || record.response?.bytes === undefined) return record;
    const { bytes, body } = record.response;
    const { length } = decodeBody(body);
    if (length !== bytes) refuse(line + 2, `its body has ${length} bytes, not ${bytes}`);
    return record;
  };
}

/** What a schema says of a line. */
export function issueText({ path, message }: { readonly path: readonly PropertyKey[]; readonly message: string }) {
  return `${["", ...path.map(String)].join("/") || "the whole"}: ${message}`;
}

/** @throws {UserError} when the cassette is of an older version, which must be migrated first. */
function assertCurrent(path: string, { tapedeck }: CassetteHeader, action: string): void {
  if (tapedeck === FORMAT_VERSION) return;
  throw new UserError(
    `Cannot ${action} the cassette as it has format version ${tapedeck} and this Tapedeck writes ${FORMAT_VERSION}: ` +
      `run \`tapedeck cassette migrate ${path}\` first`,
  );
}
