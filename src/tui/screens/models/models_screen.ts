import { formatCount } from "../../../base/mod.ts";
import type { Line, Size } from "../../frame.ts";
import type { ModelsScreen, PickerState } from "../../state/mod.ts";
import { oneLine } from "../../text/mod.ts";
import { inputLine } from "../input_line.ts";
import type { KeyHelp, ScreenFace } from "../screen_face.ts";
import { modelsBody } from "./body.ts";
import { modelsOnKey } from "./on_key.ts";

const HINTS: readonly KeyHelp[] = [
  ["/", "search"],
  ["→", "endpoints"],
  ["Space", "select"],
  ["r", "run"],
  ["?", "help"],
  ["q", "quit"],
  ["I", "inspect"],
  ["f", "provider"],
  ["p", "profile"],
  ["S", "sweep"],
  ["R", "refresh"],
];
const TYPING_HINTS: readonly KeyHelp[] = [["Enter", "keep"], ["Esc", "back"], ["↑↓", "move"]];

/** The list of models. */
export const modelsScreen: ScreenFace<ModelsScreen> = {
  title: titleOf,
  body: (state, screen, room) => [
    searchLine(state, screen, room),
    ...modelsBody(state, { ...room, rows: room.rows - 1 }),
  ],
  hints: (_state, { typing }) => typing === null ? HINTS : TYPING_HINTS,
  onKey: modelsOnKey,
};

function titleOf({ list, selected, setting }: PickerState): string {
  const { models } = list;
  return [
    models === null ? "Models" : formatCount(models.length, "model"),
    formatCount(selected.length, "endpoint selected", "endpoints selected"),
    ...(setting.isOffline ? ["offline"] : []),
    setting.tape,
  ].join(" · ");
}

function searchLine({ list }: PickerState, { typing }: ModelsScreen, { columns }: Size): Line {
  if (typing !== null) return inputLine("/", typing.input, columns);
  const filter = list.provider === null ? "" : `in the list of ${oneLine(list.provider)}`;
  const query = list.query === "" ? "" : `/${oneLine(list.query)}`;
  const sign = list.models !== null && list.answered !== list.ticket ? "… searching" : "";
  return [{ text: [query, filter, sign].filter((text) => text !== "").join("  "), tone: "accent" }];
}
