import type { Frame, Line, Size, Span } from "./frame.ts";
import { faceOf } from "./screens/mod.ts";
import { type PickerState, seen } from "./state/mod.ts";
import { cutTo, fitted, oneLine, widthOf, wrapped } from "./text/mod.ts";

/** Lines that something said may take from what is seen. */
const MOST_NOTICE = 5;

/**
 * What a terminal of a size shows of the state. Pure; no line is wider than the terminal, and there are exactly as many
 * as it has rows, whatever names are in them.
 */
export function render(state: PickerState, size: Size): Frame {
  const { columns, rows } = size;
  const screen = seen(state);
  const face = faceOf(screen);
  const busy = state.busy.length === 0 ? "" : ` · … ${state.busy.join(", ")}`;
  const title: Line = [{ text: fitted(` ${oneLine(face.title(state, screen))}${busy}`, columns), tone: "title" }];
  const notice = noticeLines(state, columns);
  const room = { columns, rows: Math.max(0, rows - 2 - notice.length) };
  const body = face.body(state, screen, room).slice(0, room.rows);
  const space = Array.from({ length: room.rows - body.length }, (): Line => []);
  const lines = [title, ...body, ...space, ...notice, hintLine(face.hints(state, screen), columns)];
  return { lines: lines.slice(0, rows).map((line) => clipped(line, columns)) };
}

/** What was said last, whole where that is possible; an empty line where nothing was. */
function noticeLines({ notice }: PickerState, columns: number): Line[] {
  if (notice === null) return [[]];
  return wrapped(notice.text, Math.max(1, columns - 2)).slice(0, MOST_NOTICE)
    .map((text): Line => [{ text: ` ${text}`, tone: notice.tone }]);
}

/** As many keys as there is room for: those at the front matter most. */
function hintLine(hints: readonly (readonly [keys: string, does: string])[], columns: number): Line {
  const spans: Span[] = [];
  let width = 0;
  for (const [keys, does] of hints) {
    const next = ` ${keys} ${does} `;
    if (width + widthOf(next) > columns) break;
    width += widthOf(next);
    spans.push({ text: ` ${keys} `, tone: "strong" }, { text: `${does} `, tone: "dim" });
  }
  return spans;
}

function clipped(line: Line, columns: number): Line {
  let left = columns;
  return line.flatMap(({ text, tone }): Span[] => {
    const shown = cutTo(text, left);
    left = shown.length < text.length ? 0 : left - widthOf(shown);
    return shown === "" ? [] : [{ text: shown, tone: tone ?? "plain" }];
  });
}
