import type { CallNote } from "../../spec/mod.ts";

/**
 * Under which scope a call asks the tape. A tape that was recorded without faults has one recording a cell, for its first
 * try; a try behind an injected fault asks as if that had not been, and finds it.
 */
export class TryScopes {
  readonly #injected = new Map<string, number>();

  /** The call had a fault in its answer, or in place of it. */
  count(note: CallNote | undefined): void {
    const cell = cellOf(note);
    if (cell !== null) this.#injected.set(cell, (this.#injected.get(cell) ?? 0) + 1);
  }

  /** The caller's note, as those below see it; they write into the caller's own. */
  below(note: CallNote, { keepLast }: { keepLast: boolean }): CallNote {
    const cell = cellOf(note);
    const before = cell === null ? 0 : this.#injected.get(cell) ?? 0;
    if (before === 0 && !keepLast) return note;
    const scope = before === 0 ? note.scope : `${cell}/${note.caller.try! - before}`;
    return new Proxy(note, {
      get: (target, name) => name === "scope" ? scope : name === "keepLast" ? keepLast : Reflect.get(target, name),
    });
  }
}

/** The cell of a call whose scope is its cell and its try; of other scopes nobody knows what they count. */
function cellOf(note: CallNote | undefined): string | null {
  const { cell, try: number } = note?.caller ?? {};
  return cell !== undefined && number !== undefined && note!.scope === `${cell}/${number}` ? cell : null;
}
