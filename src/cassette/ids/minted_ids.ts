import { bodyContent } from "../body.ts";
import type { Interaction } from "../interaction.ts";
import type { TapeFile } from "../_tape_file.ts";
import { AlikeIndex, type AlikeRecording, type IdRequest } from "./_alike_index.ts";
import { idsIn, type RequestId } from "./_ids_in.ts";
import { lineParts } from "./_line_parts.ts";
import { Sources } from "./_sources.ts";
import type { MintedNames } from "./minted_names.ts";

/** Any request: what an `IdRequest` says, with a body of any kind. */
export interface MaybeIdRequest extends Omit<IdRequest, "body"> {
  readonly body: string | Uint8Array;
}

/** Recordings of one key that may answer a request. */
export interface AlikeLines {
  readonly key: string;
  /** Where they stand; `undefined` where they are all recordings of the key. */
  readonly among: ReadonlySet<number> | undefined;
}

/** A request that brings ids back, beside the tape. */
export interface IdSearch {
  /**
   * The recordings that may answer the request: all but the ids is the same, and each id is the recorded
   * one or was minted by the same answer in another session. Those with the very same ids come first.
   */
  alike(scope: string | undefined): readonly AlikeLines[];
  /** What the key of a new recording is derived from in place of the ids; `undefined` where none is bound. */
  bound(scope: string | undefined): { readonly [pointer: string]: string } | undefined;
}

/** What is known of the answers that are on the tape. */
interface TapeIds {
  readonly sources: Sources;
  readonly alike: AlikeIndex;
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
  #tape: TapeIds | null = null;

  /** `ignore` are the pointers of the tape's header. */
  constructor(file: TapeFile | null, names: MintedNames, ignore: readonly string[]) {
    this.#file = file;
    this.#names = names;
    this.#ignore = ignore;
    this.#session = new Sources(names, (key) => file?.count(key) ?? 0);
  }

  /** Learn what a newly recorded answer minted, from the line that is written. */
  recorded(line: string): void {
    const parts = lineParts(line);
    if (parts !== null) this.#session.add(parts);
  }

  /** `null` where nothing in the request is an id that an answer minted. */
  search({ method, url, headers, body }: MaybeIdRequest): IdSearch | null {
    if (typeof body !== "string" || !this.#names.occurIn(body)) return null;
    const { alike } = this.#tape ??= this.#read();
    const ids = idsIn(body, this.#ignore, this.#names).filter(({ value }) => this.#sourcesOf(value).length > 0);
    if (ids.length === 0) return null;
    const request: IdRequest = { method, url, headers, body };
    return {
      alike: (scope) => this.#alike(ids, alike.of(request, scope, ids)),
      bound: (scope) => this.#bound(ids, alike.of(request, scope, ids)),
    };
  }

  /** Once through the tape for what its answers minted, and again through the few requests that may bring it back. */
  #read(): TapeIds {
    const sources = new Sources(this.#names);
    const withIds: number[] = [];
    for (let line = 0; line < (this.#file?.length ?? 0); line++) {
      const text = this.#file!.text(line);
      const parts = lineParts(text);
      if (parts !== null) sources.add(parts);
      if (this.#names.occurWithin(parts?.request ?? text)) withIds.push(line);
    }
    const requests = withIds.map((line) => ({ line, record: this.#file!.record(line) }))
      .filter((one): one is { line: number; record: Interaction } => one.record.kind === "http");
    // What a request was bound to is known even where the answer that minted the id is not on the tape any more.
    for (const { record } of requests) this.#learnBindings(record, sources);
    const alike = new AlikeIndex(this.#names, this.#ignore);
    for (const { line, record } of requests) {
      if (!this.#file!.isSuperseded(line)) alike.add(line, record, (value) => sources.of(value).length > 0);
    }
    return { sources, alike };
  }

  #learnBindings({ bound, request }: Interaction, sources: Sources): void {
    const body = bound === undefined ? null : bodyContent(request.body);
    if (typeof body !== "string") return;
    for (const { pointer, value } of idsIn(body, this.#ignore, this.#names)) {
      // What the file itself tells is right where sessions that recorded at once counted otherwise.
      if (Object.hasOwn(bound!, pointer) && sources.of(value).length === 0) sources.learn(value, bound![pointer]);
    }
  }

  #alike(ids: readonly RequestId[], recordings: readonly AlikeRecording[]): readonly AlikeLines[] {
    const same: AlikeRecording[] = [];
    const equivalent: AlikeRecording[] = [];
    // The latest first.
    for (const recording of recordings.toReversed()) {
      if (ids.every(({ value }, i) => value === recording.ids[i].value)) same.push(recording);
      else if (this.#areEquivalent(ids, recording.ids)) equivalent.push(recording);
    }
    // Sessions that record at once may bind the ids of two answers alike: one key then has requests of both.
    return [same, equivalent].flatMap((found) =>
      [...Map.groupBy(found, ({ key }) => key)].map(([key, lines]) => {
        const count = recordings.reduce((sum, one) => one.key === key ? sum + 1 : sum, 0);
        return { key, among: lines.length === count ? undefined : new Set(lines.map(({ line }) => line)) };
      })
    );
  }

  #areEquivalent(ids: readonly RequestId[], recorded: readonly RequestId[]): boolean {
    return ids.every(({ value }, i) => this.#isEquivalent(value, recorded[i].value)) &&
      isOneToOne(ids.map(({ value }, i) => [value, recorded[i].value]));
  }

  #isEquivalent(value: string, recorded: string): boolean {
    if (value === recorded) return true;
    const sources = this.#sourcesOf(recorded);
    return this.#sourcesOf(value).some((source) => sources.includes(source));
  }

  /** As an earlier recording of the same request was bound, so that the new one takes its place, else to the one answer. */
  #bound(ids: readonly RequestId[], recordings: readonly AlikeRecording[]) {
    const earlier = recordings.findLast(({ ids: recorded, bound }) =>
      ids.every(({ pointer, value }, i) => {
        const boundTo = bound !== undefined && Object.hasOwn(bound, pointer) ? bound[pointer] : undefined;
        return boundTo === undefined ? value === recorded[i].value : this.#sourcesOf(value).includes(boundTo);
      }) && isOneToOne(ids.map(({ pointer, value }, i) => [value, bound?.[pointer] ?? recorded[i].value]))
    );
    if (earlier !== undefined) return earlier.bound;
    const bound: { [pointer: string]: string } = {};
    const boundValues = new Map<string, string>();
    for (const { pointer, value } of ids) {
      const [source, ...others] = this.#sourcesOf(value);
      if (source === undefined || others.length > 0) continue;
      // Of an answer that was recorded twice the request may bring back both ids, which are two.
      if ((boundValues.get(source) ?? value) !== value) continue;
      boundValues.set(source, value);
      bound[pointer] = source;
    }
    return Object.keys(bound).length === 0 ? undefined : bound;
  }

  #sourcesOf(value: string): readonly string[] {
    const ofTape = this.#tape!.sources.of(value);
    const ofSession = this.#session.of(value);
    return ofSession.length === 0 ? ofTape : [...new Set([...ofTape, ...ofSession])];
  }
}

/** Whether the same always stands beside the same: ids that change places make another request. */
function isOneToOne(pairs: readonly (readonly [string, string])[]): boolean {
  const forth = new Map<string, string>();
  const back = new Map<string, string>();
  return pairs.every(([one, other]) => {
    if ((forth.get(one) ?? other) !== other || (back.get(other) ?? one) !== one) return false;
    forth.set(one, other);
    back.set(other, one);
    return true;
  });
}
