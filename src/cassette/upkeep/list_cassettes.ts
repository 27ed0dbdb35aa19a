import type { WireLens } from "../../spec/mod.ts";
import { eachRecord } from "./_each_record.ts";
import { errorText } from "./_tape_lines.ts";

/** A cassette in one row. */
export interface CassetteListing {
  /** As it was given. */
  readonly path: string;
  /** The version of the file format. */
  readonly version: number;
  /** Those that count. */
  readonly interactions: number;
  /** Those that count. */
  readonly decisions: number;
  /** Lines whose place a later recording has taken. */
  readonly superseded: number;
  /** The size of the file. */
  readonly bytes: number;
  /** When the cassette was made. RFC 3339, UTC. */
  readonly created: string;
  /** When its oldest interaction was recorded; `null` when it has none. */
  readonly oldest: string | null;
  /** When its newest was. */
  readonly newest: string | null;
  /** By name, in alphabetical order. */
  readonly endpoints: readonly string[];
  /** By name, in alphabetical order. */
  readonly models: readonly string[];
}

/** A file that is no cassette that can be read. */
export interface UnreadableCassette {
  /** As it was given. */
  readonly path: string;
  /** Why. */
  readonly problem: string;
}

/** Each cassette in one row; one that cannot be read keeps no other from being listed. */
export async function listCassettes(
  paths: readonly string[],
  lenses: readonly WireLens[],
): Promise<(CassetteListing | UnreadableCassette)[]> {
  return await Promise.all(paths.map(async (path) => {
    try {
      return await listing(path, lenses);
    } catch (error) {
      return { path, problem: errorText(error) };
    }
  }));
}

async function listing(path: string, lenses: readonly WireLens[]): Promise<CassetteListing> {
  const { size } = await Deno.stat(path);
  const endpoints = new Set<string>();
  const models = new Set<string>();
  let [interactions, decisions, superseded] = [0, 0, 0];
  let [oldest, newest]: (string | null)[] = [null, null];
  const header = eachRecord(path, lenses, {
    superseded: () => void superseded++,
    decision: () => void decisions++,
    interaction: ({ at, endpoint, model }) => {
      interactions++;
      if (oldest === null || at < oldest) oldest = at;
      if (newest === null || at > newest) newest = at;
      endpoints.add(endpoint);
      if (model !== null) models.add(model);
    },
  });
  return {
    path,
    version: header.tapedeck,
    interactions,
    decisions,
    superseded,
    bytes: size,
    created: header.created,
    oldest,
    newest,
    endpoints: [...endpoints].sort(),
    models: [...models].sort(),
  };
}
