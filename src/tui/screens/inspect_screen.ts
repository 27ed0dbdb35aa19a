import type { FactText } from "../../catalog/mod.ts";
import type { Line, Size } from "../frame.ts";
import { type InspectScreen, left, step, turned } from "../state/mod.ts";
import { fitted, oneLine, widthOf, wrapped } from "../text/mod.ts";
import type { ScreenFace } from "./screen_face.ts";
import { scrolled } from "./scrolled.ts";

/** All facts of one thing, which can be more than there is room for. */
export const inspectScreen: ScreenFace<InspectScreen> = {
  title: (_state, { title }) => oneLine(title),
  body: (_state, { facts, top }, room) => {
    const lines = factLines(facts, room.columns);
    return lines.slice(Math.max(0, Math.min(top, lines.length - room.rows))).slice(0, room.rows);
  },
  hints: () => [["↑↓", "scroll"], ["Esc", "back"]],
  onKey(state, screen, key) {
    if ("name" in key ? key.name === "escape" || key.name === "left" : key.text === "I" || key.text === "h") {
      return step(left(state));
    }
    const lines = factLines(screen.facts, state.size.columns).length;
    const top = scrolled(key, screen.top, { lines, page: pageOf(state.size) });
    return step(top === null ? state : turned(state, { ...screen, top }));
  },
};

/** Without the title, the notice and the hints. */
function pageOf({ rows }: Size): number {
  return Math.max(1, rows - 3);
}

const MOST_NAME = 16;

function factLines(facts: readonly FactText[], columns: number): Line[] {
  const width = Math.min(MOST_NAME, Math.max(0, ...facts.map(([name]) => widthOf(oneLine(name)))));
  return facts.flatMap(([name, text]) =>
    wrapped(text, Math.max(1, columns - width - 3)).map((line, i): Line => [
      { text: ` ${fitted(i === 0 ? oneLine(name) : "", width)}  `, tone: "accent" },
      { text: line },
    ])
  );
}
