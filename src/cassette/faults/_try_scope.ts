import type { CallNote } from "../../spec/mod.ts";

/** A call on its way down, as far as it is a try of a cell. */
export interface ScopedCall {
  /** The caller's note as those below see it; they write into the caller's own. */
  below(options: { keepLast: boolean }): CallNote;
  /** Those below are done: the note tells again which try it is, and not which one was played. */
  restore(): void;
  /** The call had a fault in its answer, or in place of it. */
  count(): void;
}

/**
 * Under which scope a call asks the tape. A tape that was recorded without faults has one recording a cell, for its first
 * try; a try behind an injected fault asks as if that had not been, and finds it.
 */
export class TryScopes {
  readonly #injected = new Map<string, number>();

  /** To be called before anybody below has written into the note. */
  call(note: CallNote): ScopedCall {
    const { cell, try: number } = note.caller;
    const isTry = cell !== undefined && number !== undefined && note.scope === `${cell}/${number}`;
    // Of other scopes nobody knows what they count.
    if (!isTry) {
      return { below: ({ keepLast }) => keepLast ? seenAs(note, note.scope, keepLast) : note, restore, count };
    }
    const before = this.#injected.get(cell) ?? 0;
    const scope = `${cell}/${number - before}`;
    return {
      below: ({ keepLast }) => before === 0 && !keepLast ? note : seenAs(note, scope, keepLast),
      restore: () => void (note.caller = { ...note.caller, cell, try: number }),
      count: () => void this.#injected.set(cell, (this.#injected.get(cell) ?? 0) + 1),
    };
  }
}

function seenAs(note: CallNote, scope: string | undefined, keepLast: boolean): CallNote {
  const keeps = keepLast || note.keepLast === true;
  return new Proxy(note, {
    get: (target, name) => name === "scope" ? scope : name === "keepLast" ? keeps : Reflect.get(target, name),
  });
}

function restore(): void {}

function count(): void {}
