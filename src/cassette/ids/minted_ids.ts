import type { TapeFile } from "../_tape_file.ts";
import { AlikeIndex, type AlikeRecording, type IdRequest } from "./_alike_index.ts";
import { idsIn, type RequestId } from "./_ids_in.ts";
import { Sources } from "./_sources.ts";
import type { MintedNames } from "./minted_names.ts";

export type { IdRequest } from "./_alike_index.ts";

/** Any request: what an `IdRequest` says, with a body of any kind. */
export interface MaybeIdRequest extends Omit<IdRequest, "body"> {
  readonly body: string | Uint8Array;
}

/** A request that brings ids back, beside the tape. */
export interface IdSearch {
  /**
   * The keys of the recordings that may answer the request: all but the ids is the same, and each id is the recorded
   * one or was minted by the same answer in another session. Those with the very same ids come first.
   */
  keys(scope: string | undefined): readonly string[];
  /** What the key of a new recording is derived from in place of the ids; `undefined` where none was minted here. */
  bound(scope: string | undefined): { readonly [pointer: string]: string } | undefined;
}

/**
 * The ids that the answers of a tape minted, and which recorded requests bring them back. Nothing is read before a
 * request has a field where such an id could stand.
 */
export class MintedIds {
  readonly #file: TapeFile | null;
  readonly #names: MintedNames;
  readonly #ignore: readonly string[];
  /** Of the answers that this session records. */
  readonly #session: Sources;
  #tape: { sources: Sources; alike: AlikeIndex } | null = null;

  /** `ignore` are the pointers of the tape's header. */
  constructor(file: TapeFile | null, names: MintedNames, ignore: readonly string[]) {
    this.#file = file;
    this.#names = names;
    this.#ignore = ignore;
    this.#session = new Sources(names, (key) => file?.count(key) ?? 0);
  }

  /** Learn what a newly recorded answer minted, from the line that is written. */
  recorded(line: string): void {
    this.#session.add(line);
  }

  /** `null` where nothing in the request can be an id that an answer minted. */
  search({ method, url, headers, body }: MaybeIdRequest): IdSearch | null {
    if (typeof body !== "string" || !this.#names.occurIn(body)) return null;
    const ids = idsIn(body, this.#ignore, this.#names);
    if (ids.length === 0) return null;
    this.#tape ??= this.#read();
    const { alike } = this.#tape;
    const text: IdRequest = { method, url, headers, body };
    return {
      keys: (scope) => this.#keys(ids, alike.of(text, scope, ids)),
      bound: (scope) => this.#bound(ids, alike.of(text, scope, ids)),
    };
  }

  #read(): { sources: Sources; alike: AlikeIndex } {
    const sources = new Sources(this.#names);
    const alike = new AlikeIndex(this.#names, this.#ignore);
    for (let line = 0; line < (this.#file?.length ?? 0); line++) {
      const text = this.#file!.text(line);
      sources.add(text);
      alike.add(this.#file!, line, text);
    }
    return { sources, alike };
  }

  #keys(ids: readonly RequestId[], recordings: readonly AlikeRecording[]): readonly string[] {
    const same: string[] = [];
    const equivalent: string[] = [];
    for (const { key, ids: recorded, bound } of recordings) {
      if (ids.every(({ value }, i) => value === recorded[i].value)) same.unshift(key);
      else if (ids.every((id, i) => this.#isEquivalent(id, recorded[i], bound))) equivalent.unshift(key);
    }
    return [...new Set([...same, ...equivalent])];
  }

  #isEquivalent({ pointer, value }: RequestId, recorded: RequestId, bound: AlikeRecording["bound"]): boolean {
    if (value === recorded.value) return true;
    const sources = this.#sourcesOf(value);
    if (sources.length === 0) return false;
    const boundTo = bound?.[pointer];
    return sources.some((source) => source === boundTo || this.#sourcesOf(recorded.value).includes(source));
  }

  /** As an earlier recording of the same request was bound, so that the new one takes its place, else to the one answer. */
  #bound(ids: readonly RequestId[], recordings: readonly AlikeRecording[]) {
    const earlier = recordings.findLast(({ ids: recorded, bound }) =>
      ids.every(({ pointer, value }, i) => {
        const boundTo = bound !== undefined && Object.hasOwn(bound, pointer) ? bound[pointer] : undefined;
        return boundTo === undefined ? value === recorded[i].value : this.#sourcesOf(value).includes(boundTo);
      })
    );
    if (earlier !== undefined) return earlier.bound;
    const bound: { [pointer: string]: string } = {};
    for (const { pointer, value } of ids) {
      const sources = this.#sourcesOf(value);
      if (sources.length === 1) bound[pointer] = sources[0];
    }
    return Object.keys(bound).length === 0 ? undefined : bound;
  }

  #sourcesOf(value: string): readonly string[] {
    const ofTape = this.#tape!.sources.of(value);
    const ofSession = this.#session.of(value);
    return ofSession.length === 0 ? ofTape : [...new Set([...ofTape, ...ofSession])];
  }
}
