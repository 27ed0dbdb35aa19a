import { REQUEST_MARK, RESPONSE_MARK } from "../_playable_line.ts";

const REPLACES = '","replaces":true';
const KEY_START = '{"key":"'.length;

/** A line of a tape as texts; request and response are JSON with what stands behind them. */
export interface LineParts {
  readonly key: string;
  /** Whether it takes the place of the recordings of its key on the lines above. */
  readonly replaces: boolean;
  readonly request: string;
  readonly response: string;
}

/** The parts of an interaction that has a response, else `null`. Lines of other programs may stand in another order. */
export function lineParts(line: string): LineParts | null {
  const requestAt = line.indexOf(REQUEST_MARK);
  const responseAt = requestAt === -1 ? -1 : line.indexOf(RESPONSE_MARK, requestAt);
  if (responseAt === -1) return reorderedParts(line);
  const keyEnd = line.indexOf('"', KEY_START);
  return {
    key: line.slice(KEY_START, keyEnd),
    replaces: line.startsWith(REPLACES, keyEnd),
    request: line.slice(requestAt, responseAt),
    response: line.slice(responseAt),
  };
}

function reorderedParts(line: string): LineParts | null {
  if (!line.includes('"response"')) return null;
  try {
    const { key, replaces, request, response } = JSON.parse(line);
    if (typeof key !== "string" || request === undefined || response === undefined) return null;
    const { status, body, ...rest } = response;
    return {
      key,
      replaces: replaces === true,
      request: JSON.stringify({ request }),
      response: `,${JSON.stringify({ response: { status, ...rest, body } }).slice(1)}`,
    };
  } catch {
    return null;
  }
}
