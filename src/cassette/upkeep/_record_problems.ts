import { decodeBody } from "../body.ts";
import { recordedKey } from "../_recorded_key.ts";
import type { CassetteHeader, Interaction, RecordedResponse, TapeRecord } from "../interaction.ts";
import { decisionKey } from "../key.ts";

/** What is wrong with a record whose fields are as they should be. Without a header its key is not looked at. */
export function keyProblem(record: TapeRecord, header: CassetteHeader | null): string | null {
  const derived = derivedKey(record, header);
  return derived === null || derived === record.key
    ? null
    : `/key is ${record.key} and what it is derived from gives ${derived}`;
}

/** `null` where it is not known what the key was made from. */
function derivedKey(record: TapeRecord, header: CassetteHeader | null): string | null {
  if (record.kind === "decision") return decisionKey(record.scope, record.name);
  return header === null ? null : recordedKey(record, header);
}

/** What is wrong with the chunks of a record's answer, if it has one. */
export function cutProblems(record: TapeRecord): string[] {
  const response = (record as Interaction).response;
  return response === undefined ? [] : responseProblems(response);
}

function responseProblems({ cuts, bytes, body, headersMs }: RecordedResponse): string[] {
  const { length } = decodeBody(body);
  const problems: string[] = [];
  if (bytes !== undefined && bytes !== length) {
    problems.push(`/response/bytes: the body has ${length} bytes, not ${bytes}`);
  }
  let [lastOffset, lastMs] = [0, headersMs];
  cuts.forEach(([offset, ms], i) => {
    const at = `/response/cuts/${i}`;
    if (i === 0 && offset !== 0) problems.push(`${at}: the first chunk must begin at 0, not at ${offset}`);
    if (offset < lastOffset) {
      problems.push(`${at}: begins at ${offset}, before the chunk in front of it (${lastOffset})`);
    }
    if (offset > length) problems.push(`${at}: begins at ${offset}, behind the body's end (${length})`);
    if (ms < lastMs) problems.push(`${at}: came at ${ms} ms, before what is in front of it (${lastMs} ms)`);
    [lastOffset, lastMs] = [offset, ms];
  });
  if (cuts.length === 0 && length > 0) problems.push("/response/cuts: a body that is not empty has at least one chunk");
  return problems;
}
