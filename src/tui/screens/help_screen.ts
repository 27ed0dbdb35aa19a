import type { Line } from "../frame.ts";
import { KEY_TABLE } from "../key_table.ts";
import { type HelpScreen, left, step, turned } from "../state/mod.ts";
import { fitted, widthOf, wrapped } from "../text/mod.ts";
import type { ScreenFace } from "./screen_face.ts";
import { scrolled } from "./scrolled.ts";

/** What the marks of lists mean. */
const MARKS: readonly (readonly [mark: string, means: string])[] = [
  ["★ ◆", "a model that you promoted; one that Tapedeck proposes"],
  ["▸ ▾ *", "folded, unfolded, with selected endpoints"],
  ["✓ × ?", "takes tools, does not, nobody knows for certain"],
  ["● ◐ ○ ·", "a provider that is healthy, degraded, down, unknown"],
];

/** What the keys do and the marks mean. */
export const helpScreen: ScreenFace<HelpScreen> = {
  title: () => "Keys and marks",
  body(_state, { top }, room) {
    const lines = helpLines(room.columns);
    return lines.slice(Math.max(0, Math.min(top, lines.length - room.rows))).slice(0, room.rows);
  },
  hints: () => [["↑↓", "scroll"], ["Esc", "back"]],
  onKey(state, screen, key) {
    if ("name" in key ? key.name === "escape" || key.name === "left" : key.text === "?") return step(left(state));
    const { rows, columns } = state.size;
    const top = scrolled(key, screen.top, { lines: helpLines(columns).length, page: Math.max(1, rows - 3) });
    return step(top === null ? state : turned(state, { ...screen, top }));
  },
};

function helpLines(columns: number): Line[] {
  const sections = [...KEY_TABLE, { place: "Marks", keys: MARKS }];
  const width = Math.max(...sections.flatMap(({ keys }) => keys.map(([name]) => widthOf(name))));
  return sections.flatMap(({ place, keys }, i) => [
    ...(i === 0 ? [] : [[]]),
    [{ text: place, tone: "title" as const }],
    ...keys.flatMap(([name, does]) =>
      wrapped(does, Math.max(1, columns - width - 3)).map((line, part): Line => [
        { text: ` ${fitted(part === 0 ? name : "", width)}  `, tone: "accent" },
        { text: line },
      ])
    ),
  ]);
}
