import { bodyContent } from "../body.ts";
import { readHeaders } from "../headers.ts";
import type { Interaction } from "../interaction.ts";
import { canonicalBody, hashedKey } from "../key.ts";
import type { TapeFile } from "../_tape_file.ts";
import { idsIn, type RequestId } from "./_ids_in.ts";
import { lineParts } from "./_line_parts.ts";
import type { MintedNames } from "./minted_names.ts";

/** What of a request counts beside its ids and its scope. */
export interface IdRequest {
  /** In capitals. */
  readonly method: string;
  /** As in the key. */
  readonly url: string;
  /** The keyed headers, as in the key. */
  readonly headers: string;
  /** Text, as only JSON has ids. */
  readonly body: string;
}

/** A recorded request that has strings where ids stand. */
export interface AlikeRecording {
  readonly key: string;
  readonly ids: readonly RequestId[];
  readonly bound: { readonly [pointer: string]: string } | undefined;
}

/** The recorded requests of a tape that may bring ids back, found by all that they are but for those. */
export class AlikeIndex {
  readonly #names: MintedNames;
  readonly #ignore: readonly string[];
  readonly #byBlindKey = new Map<string, AlikeRecording[]>();

  constructor(names: MintedNames, ignore: readonly string[]) {
    this.#names = names;
    this.#ignore = ignore;
  }

  /** Read a line of the tape. */
  add(file: TapeFile, line: number, text: string): void {
    if (file.isSuperseded(line)) return;
    const parts = lineParts(text);
    if (parts !== null && !this.#names.occurWithin(parts.request)) return;
    const record = file.record(line);
    if (record.kind !== "http") return;
    const request = recordedIdRequest(record);
    const ids = request === null ? [] : idsIn(request.body, this.#ignore, this.#names);
    if (request === null || ids.length === 0) return;
    const blindKey = this.blindKey(request, record.scope, ids);
    const alike = this.#byBlindKey.get(blindKey);
    const recording = { key: record.key, ids, bound: record.bound };
    if (alike === undefined) this.#byBlindKey.set(blindKey, [recording]);
    else alike.push(recording);
  }

  /** The recordings of requests that differ from this one in their ids at the most, in the order of the file. */
  of(request: IdRequest, scope: string | undefined, ids: readonly RequestId[]): readonly AlikeRecording[] {
    return this.#byBlindKey.get(this.blindKey(request, scope, ids)) ?? [];
  }

  blindKey({ method, url, headers, body }: IdRequest, scope: string | undefined, ids: readonly RequestId[]): string {
    const blind = Object.fromEntries(ids.map(({ pointer }) => [pointer, ""]));
    return hashedKey(method, url, headers, scope, canonicalBody(body, this.#ignore, blind));
  }
}

function recordedIdRequest({ request }: Interaction): IdRequest | null {
  const body = bodyContent(request.body);
  if (typeof body !== "string") return null;
  return { method: request.method, url: request.url, headers: readHeaders(request.headers).keyed, body };
}
