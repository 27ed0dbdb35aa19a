import type { Key } from "./key.ts";
import { faceOf } from "./screens/mod.ts";
import { opened, type PickerState, type Screen, seen, type Step, step } from "./state/mod.ts";

/**
 * What a key comes to. Pure: what is to be done outside of the state is among the step's effects.
 */
export function onKey(state: PickerState, key: Key): Step {
  const silent = state.notice === null ? state : { ...state, notice: null };
  const screen = seen(silent);
  // A run ends first, also below the help: what it has begun is paid for.
  const run = silent.screens.findIndex(({ is }) => is === "run");
  if ("name" in key && key.name === "ctrl-c") {
    if (run < 0) return step({ ...silent, selected: [] }, { do: "end", isBroken: true });
    const shown = { ...silent, screens: silent.screens.slice(0, run + 1) };
    return faceOf(seen(shown)).onKey(shown, seen(shown), key);
  }
  if ("text" in key && !takesText(screen)) {
    if (key.text === "q" && run < 0) return step(silent, { do: "end", isBroken: false });
    if (key.text === "?" && screen.is !== "help") return step(opened(silent, { is: "help", top: 0 }));
  }
  return faceOf(screen).onKey(silent, screen, key);
}

/** Whether letters are typed and are no keys. */
function takesText(screen: Screen): boolean {
  return FORMS.has(screen.is) || (screen.is === "models" && screen.typing !== null);
}

const FORMS: ReadonlySet<Screen["is"]> = new Set(["profile_form", "sweep", "keep"] as const);
