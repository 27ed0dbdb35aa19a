import { bodyContent } from "../body.ts";
import { readHeaders } from "../headers.ts";
import type { Interaction } from "../interaction.ts";
import { canonicalBody, hashedKey } from "../key.ts";
import { idsIn, type RequestId } from "./_ids_in.ts";
import type { MintedNames } from "./minted_names.ts";

/** What of a request counts beside its scope. */
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

/** A recorded request that brought ids back. */
export interface AlikeRecording {
  readonly key: string;
  readonly line: number;
  readonly ids: readonly RequestId[];
  readonly bound: { readonly [pointer: string]: string } | undefined;
}

/** The recorded requests of a tape that brought ids back, found by all that they are but for those. */
export class AlikeIndex {
  readonly #names: MintedNames;
  readonly #ignore: readonly string[];
  readonly #byBlindKey = new Map<string, AlikeRecording[]>();

  constructor(names: MintedNames, ignore: readonly string[]) {
    this.#names = names;
    this.#ignore = ignore;
  }

  /** Add the recording on a line, if `isMinted` says of any string of its request that an answer minted it. */
  add(line: number, { key, scope, bound, request: recorded }: Interaction, isMinted: (value: string) => boolean): void {
    const body = bodyContent(recorded.body);
    if (typeof body !== "string") return;
    const ids = idsIn(body, this.#ignore, this.#names).filter(({ value }) => isMinted(value));
    if (ids.length === 0) return;
    const { method, url, headers } = recorded;
    const blindKey = this.#blindKey({ method, url, headers: readHeaders(headers).keyed, body }, scope, ids);
    const alike = this.#byBlindKey.get(blindKey);
    if (alike === undefined) this.#byBlindKey.set(blindKey, [{ key, line, ids, bound }]);
    else alike.push({ key, line, ids, bound });
  }

  /** The recordings of requests that differ from this one in these ids at the most, in the order of the file. */
  of(request: IdRequest, scope: string | undefined, ids: readonly RequestId[]): readonly AlikeRecording[] {
    return this.#byBlindKey.get(this.#blindKey(request, scope, ids)) ?? [];
  }

  #blindKey({ method, url, headers, body }: IdRequest, scope: string | undefined, ids: readonly RequestId[]): string {
    const blind = Object.fromEntries(ids.map(({ pointer }) => [pointer, ""]));
    return hashedKey(method, url, headers, scope, canonicalBody(body, { ignore: this.#ignore, bound: blind }));
  }
}
