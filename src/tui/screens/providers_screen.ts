import type { Line } from "../frame.ts";
import { left, type PickerState, type ProvidersScreen, step, turned } from "../state/mod.ts";
import { columnWidths, type ListColumn, oneLine, widthOf } from "../text/mod.ts";
import { healthMark } from "./cell_texts.ts";
import { type Cell, listLine } from "./list_line.ts";
import { found } from "./models/mod.ts";
import { moved } from "./moved.ts";
import type { ScreenFace } from "./screen_face.ts";
import { windowTop } from "./window_top.ts";

const COLUMNS: readonly ListColumn[] = [
  { title: "provider", least: 12, most: 0 },
  { title: "health", least: 10, most: 0 },
  { title: "models", least: 6, most: 0, align: "right" },
  { title: "as of", least: 10, most: 0, leaves: 1 },
];

/** The providers, to see the models of one of them alone. */
export const providersScreen: ScreenFace<ProvidersScreen> = {
  title: () => "Whose models",
  body(state, { at }, room) {
    const rows = cellsOf(state);
    const columns = COLUMNS.map((column, i) => ({
      ...column,
      most: Math.max(column.least, ...rows.map((row) => widthOf(oneLine(row[i].text)))),
    }));
    const widths = columnWidths(columns, room.columns - 2);
    const line = (cells: readonly Cell[], marks: string, hasCursor: boolean): Line =>
      listLine(marks, cells, { columns, widths, hasCursor });
    const head = line(COLUMNS.map(({ title }) => ({ text: title, tone: "dim" })), "  ", false);
    const top = windowTop(at, { count: rows.length, rows: room.rows - 1 });
    return [
      head,
      ...rows.slice(top, top + Math.max(0, room.rows - 1))
        .map((cells, i) => line(cells, top + i === at ? "› " : "  ", top + i === at)),
    ];
  },
  hints: () => [["Enter", "only this one"], ["Esc", "back"]],
  onKey(state, screen, key) {
    if ("name" in key && (key.name === "escape" || key.name === "left")) return step(left(state));
    if ("name" in key && key.name === "enter") {
      const provider = screen.at === 0 ? null : state.providers[screen.at - 1]?.key ?? null;
      return found(left(state), { provider });
    }
    const page = Math.max(1, state.size.rows - 4);
    const at = moved(key, screen.at, { count: state.providers.length + 1, page });
    return step(at === null ? state : turned(state, { ...screen, at }));
  },
};

function cellsOf({ providers, health }: PickerState): Cell[][] {
  const all: Cell[] = [{ text: "all", tone: "strong" }, { text: "" }, { text: "" }, { text: "" }];
  return [
    all,
    ...providers.map(({ key, models, asOf }): Cell[] => {
      const state = health.get(key) ?? "unknown";
      const tone = ({ healthy: "good", degraded: "warning", down: "bad", unknown: "dim" } as const)[state];
      return [
        { text: key, tone: "strong" },
        { text: `${healthMark(state)} ${state}`, tone },
        { text: String(models) },
        { text: asOf, tone: "dim" },
      ];
    }),
  ];
}
