import { profileNameProblem, readParameterTexts, TYPED_PARAMETERS } from "../../config/mod.ts";
import {
  left,
  type PickerState,
  type ProfileFormScreen,
  said,
  type Step,
  step,
  textInput,
  textOf,
  turned,
} from "../state/mod.ts";
import { type FormField, formKey, formLines } from "./form/mod.ts";
import { nameProblems } from "./name_problems.ts";
import type { ScreenFace } from "./screen_face.ts";
import { windowOf } from "./window_of.ts";

const FIELDS: readonly FormField[] = [
  { name: "name", label: "name", hint: "what it is called" },
  { name: "kept", label: "kept", choices: [["session", "in this session only"], ["file", "in the configuration"]] },
  ...TYPED_PARAMETERS.map((name) => ({ name, label: name, hint: "–" })),
];

/** A profile that is made. */
export const profileFormScreen: ScreenFace<ProfileFormScreen> = {
  title: () => "New profile",
  body(_state, screen, room) {
    const problems = { ...readOf(screen).problems, ...nameProblems(screen) };
    const { lines, at } = formLines(filled(screen), { seen: FIELDS, problems, button: "Save", columns: room.columns });
    return windowOf(lines, { at, rows: room.rows });
  },
  hints: () => [["↑↓ Tab", "fields"], ["Enter", "next"], ["Esc", "back"]],
  onKey(state, screen, key) {
    const pressed = formKey(filled(screen), FIELDS, key);
    switch (pressed.does) {
      case "leave":
        return step(left(state));
      case "change":
        return step(turned(state, { ...screen, ...pressed.to, isTaken: false }));
      case "submit":
        return submitted(state, screen);
      default:
        return step(state);
    }
  },
};

/** With a field for each parameter, which are empty at first. */
function filled(screen: ProfileFormScreen): ProfileFormScreen {
  const fields = Object.fromEntries(FIELDS.map(({ name }) => [name, screen.fields[name] ?? textInput("")]));
  return { ...screen, fields };
}

function readOf({ fields }: ProfileFormScreen) {
  const texts = TYPED_PARAMETERS.flatMap((name) => fields[name] === undefined ? [] : [[name, textOf(fields[name])]]);
  return readParameterTexts(Object.fromEntries(texts) as { [name: string]: string });
}

function submitted(state: PickerState, screen: ProfileFormScreen): Step {
  const name = textOf(screen.fields.name).trim();
  const { parameters, problems } = readOf(screen);
  const [wrong] = Object.entries(problems);
  if (wrong !== undefined) return step(said(state, `${wrong[0]} ${wrong[1]}.`, "bad"));
  const rule = profileNameProblem(name);
  if (rule !== null) return step(said(turned(state, { ...screen, at: 0 }), `name ${rule}.`, "bad"));
  if (Object.keys(parameters).length === 0) {
    return step(said(turned(state, { ...screen, at: 2 }), "A profile must set something.", "bad"));
  }
  return step(state, {
    do: "save_profile",
    name,
    parameters,
    isKept: textOf(screen.fields.kept) === "file",
    replaces: screen.isTaken,
  });
}
