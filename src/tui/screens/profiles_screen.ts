import type { ListedProfile } from "../../config/mod.ts";
import type { Key } from "../key.ts";
import {
  left,
  opened,
  type PickerState,
  type ProfilesScreen,
  said,
  type Step,
  step,
  textInput,
  turned,
} from "../state/mod.ts";
import { columnWidths, type ListColumn, oneLine, widthOf } from "../text/mod.ts";
import { type Cell, listLine } from "./list_line.ts";
import { moved } from "./moved.ts";
import { parametersText } from "./parameters_text.ts";
import type { ScreenFace } from "./screen_face.ts";
import { windowOf } from "./window_of.ts";

const COLUMNS: readonly ListColumn[] = [
  { title: "profile", least: 12, most: 0 },
  { title: "is", least: 7, most: 0 },
  { title: "parameters", least: 16, most: 0 },
];

/** Named parameters: one is chosen for a model, or all are looked after. */
export const profilesScreen: ScreenFace<ProfilesScreen> = {
  title: (_state, { model }) => model === null ? "Profiles" : `Profile of ${oneLine(model)} in this session`,
  body(state, screen, room) {
    if (screen.profiles === null) return [[{ text: "  … loading the profiles", tone: "dim" }]];
    const rows = choicesOf(state, screen).map((choice) => cellsOf(choice, state, screen));
    const columns = COLUMNS.map((column, i) => ({
      ...column,
      most: Math.max(column.least, ...rows.map((row) => widthOf(oneLine(row[i].text)))),
    }));
    const widths = columnWidths(columns, room.columns - 2);
    const line = (cells: readonly Cell[], hasCursor: boolean) =>
      listLine(hasCursor ? "› " : "  ", cells, { columns, widths, hasCursor });
    const lines = rows.map((cells, i) => line(cells, i === screen.at));
    const head = line(COLUMNS.map(({ title }) => ({ text: title, tone: "dim" })), false);
    return [head, ...windowOf(lines, { at: screen.at, rows: room.rows - 1 })];
  },
  hints: (_state, { model }) =>
    model === null
      ? [["n", "new"], ["Enter", "make default"], ["d", "delete"], ["Esc", "back"]]
      : [["Enter", "choose"], ["n", "new"], ["Esc", "back"]],
  onKey: profilesOnKey,
};

/** `null`: none, so that the model's own default counts. */
type Choice = ListedProfile | null;

function choicesOf({ ownProfiles }: PickerState, { profiles, model }: ProfilesScreen): readonly Choice[] {
  const kept = (profiles ?? []).filter(({ name }) => !ownProfiles.some((own) => own.name === name));
  const all = [...ownProfiles, ...kept];
  return model === null ? all : [null, ...all];
}

function cellsOf(choice: Choice, { profiles, ownProfiles }: PickerState, { model }: ProfilesScreen): Cell[] {
  const chosen = model === null ? undefined : profiles.get(model);
  if (choice === null) {
    return [{ text: `${chosen === undefined ? "* " : "  "}none` }, { text: "" }, {
      text: "as the configuration has it",
      tone: "dim",
    }];
  }
  const { name, isDefault, isPreset, parameters } = choice;
  const isMarked = model === null ? isDefault : chosen?.name === name;
  const words = [
    ...(isDefault ? ["default"] : []),
    ...(ownProfiles.includes(choice) ? ["session"] : isPreset ? ["preset"] : []),
  ];
  return [
    { text: `${isMarked ? "* " : "  "}${name}`, tone: "strong" },
    { text: words.join(" "), tone: "dim" },
    { text: parametersText(parameters) },
  ];
}

function profilesOnKey(state: PickerState, given: ProfilesScreen, key: Key): Step {
  const screen: ProfilesScreen = { ...given, doomed: null };
  const choices = choicesOf(state, screen);
  const at = moved(key, screen.at, { count: choices.length, page: Math.max(1, state.size.rows - 4) });
  if (at !== null) return step(turned(state, { ...screen, at: Math.max(0, at) }));
  const choice = choices[screen.at];
  if ("name" in key) {
    if (key.name === "escape" || key.name === "left") return step(left(state));
    return key.name === "enter" && choice !== undefined ? taken(state, screen, choice) : step(turned(state, screen));
  }
  if (key.text === "n") return step(opened(turned(state, screen), newProfile()));
  return key.text === "d" && screen.model === null && choice
    ? deleted(state, given, choice)
    : step(turned(state, screen));
}

function taken(state: PickerState, { model }: ProfilesScreen, choice: Choice): Step {
  if (model === null) {
    if (choice === null) return step(state);
    if (state.ownProfiles.includes(choice)) {
      return step(said(state, `${choice.name} is of this session only: it cannot be the default.`, "warning"));
    }
    return step(state, { do: "default_profile", name: choice.name });
  }
  const profiles = new Map(state.profiles);
  if (choice === null) profiles.delete(model);
  else profiles.set(model, choice);
  const text = choice === null
    ? `${model} has no profile of this session.`
    : `${model} is asked as ${choice.name} says.`;
  return step(said(left({ ...state, profiles }), text, "good"));
}

/** Asked for twice, as a file loses something. */
function deleted(state: PickerState, screen: ProfilesScreen, choice: ListedProfile): Step {
  if (state.ownProfiles.includes(choice)) {
    const ownProfiles = state.ownProfiles.filter((one) => one !== choice);
    return step(turned({ ...state, ownProfiles }, { ...screen, at: Math.max(0, screen.at - 1) }));
  }
  if (screen.doomed === choice.name) {
    return step(turned(state, { ...screen, doomed: null }), { do: "delete_profile", name: choice.name });
  }
  const asked = turned(state, { ...screen, doomed: choice.name });
  return step(said(asked, `d again deletes ${choice.name} from the configuration.`, "warning"));
}

function newProfile() {
  return {
    is: "profile_form",
    fields: { name: textInput(""), kept: textInput("session") },
    at: 0,
    isTaken: false,
  } as const;
}
