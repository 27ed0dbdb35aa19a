import type { Cut } from "../../spec/mod.ts";

/** A place in a text and what is to stand there instead. Lists of edits are in order and do not overlap. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = "";
  let at = 0;
  for (const edit of edits) {
    result += text.slice(at, edit.start) + edit.replacement;
    at = edit.end;
  }
  return result + text.slice(at);
}

/**
 * The cuts of an edited text. A chunk that began inside an edit begins behind it; where several now begin at the same
 * place the last one stays, as a chunk is whole when its last byte has come.
 */
export function moveCuts(cuts: readonly Cut[], edits: readonly Edit[]): Cut[] {
  const moved: Cut[] = [];
  let next = 0;
  let shift = 0;
  for (const [offset, ms] of cuts) {
    while (next < edits.length && edits[next].end <= offset) {
      shift += edits[next].replacement.length - (edits[next].end - edits[next].start);
      next++;
    }
    const inside = next < edits.length && edits[next].start < offset;
    const at = inside ? edits[next].start + shift + edits[next].replacement.length : offset + shift;
    if (moved.length > 0 && moved[moved.length - 1][0] === at) moved.pop();
    moved.push([at, ms]);
  }
  return moved;
}
