import type { Key } from "../../key.ts";
import {
  type ModelsScreen,
  opened,
  type PickerState,
  type ProfilesScreen,
  said,
  type Step,
  step,
  textInput,
  textOf,
  turned,
  typedInto,
} from "../../state/mod.ts";
import type { ModelKey } from "../../../spec/mod.ts";
import { moved } from "../moved.ts";
import { sweepOpened } from "../sweep_screen.ts";
import { inspected } from "./inspected.ts";
import { isStop, modelOf, type Row, rowAtCursor, rowsOf } from "./rows.ts";

/** What a key does in the list of models. */
export function modelsOnKey(state: PickerState, screen: ModelsScreen, key: Key): Step {
  if (screen.typing !== null) return searched(state, screen.typing, key);
  const rows = rowsOf(state);
  const row = rowAtCursor(rows, state.list.cursor);
  const stops = rows.filter(isStop);
  const to = moved(key, row === null ? 0 : stops.indexOf(row), { count: stops.length, page: pageOf(state) });
  if (to !== null) return step(stops.length === 0 ? state : onRow(state, stops[Math.max(0, to)]));
  return "text" in key ? letter(state, row, key.text) : named(state, row, key.name);
}

/** Without the title, the search, the head, the notice and the hints. */
function pageOf({ size }: PickerState): number {
  return Math.max(1, size.rows - 5);
}

function onRow(state: PickerState, { id }: Row): PickerState {
  return { ...state, list: { ...state.list, cursor: id } };
}

function named(state: PickerState, row: Row | null, name: string): Step {
  const { query, provider } = state.list;
  switch (name) {
    case "right":
      return unfolded(state, row);
    case "left":
      return folded(state, row);
    case "enter":
      return row?.is === "model" && state.list.unfolded.has(row.model.key) ? folded(state, row) : unfolded(state, row);
    case "escape":
      if (query !== "") return found(state, { query: "" });
      return provider === null ? step(state) : found(state, { provider: null });
    default:
      return step(state);
  }
}

function letter(state: PickerState, row: Row | null, text: string): Step {
  switch (text) {
    case "/":
      return step(
        turned(state, { is: "models", typing: { input: textInput(state.list.query), before: state.list.query } }),
      );
    case "l":
      return unfolded(state, row);
    case "h":
      return folded(state, row);
    case " ":
      return selected(state, row);
    case "I":
      return step(row === null ? state : inspected(state, row));
    case "f":
      return step(opened(state, { is: "providers", at: providerPlace(state) }));
    case "R":
      return refreshed(state);
    case "p":
      return profileChosen(state, row);
    case "P":
      return step(opened(state, profilesOf(null)), { do: "profiles", model: null });
    case "S":
      return sweepOpened(state, { isReady: false });
    case "r":
      return sweepOpened(state, { isReady: true });
    case "w":
      return state.selected.length === 0
        ? step(said(state, "Nothing is selected that could be kept: Space selects an endpoint.", "warning"))
        : step(state, { do: "keep_selection", selected: state.selected });
    case "W":
      return freed(state, row);
    case "c":
      return step({ ...state, selected: [] });
    default:
      return step(state);
  }
}

function profileChosen(state: PickerState, row: Row | null): Step {
  const model = modelOf(row);
  return model === null ? step(state) : step(opened(state, profilesOf(model)), { do: "profiles", model });
}

function freed(state: PickerState, row: Row | null): Step {
  const model = modelOf(row);
  return model === null ? step(state) : step(state, { do: "free_selection", model });
}

function profilesOf(model: ModelKey | null): ProfilesScreen {
  return { is: "profiles", model, profiles: null, at: 0, doomed: null };
}

function refreshed(state: PickerState): Step {
  if (state.setting.isOffline) {
    return step(said(state, "Lists are not fetched as this is --offline.", "warning"));
  }
  return state.busy.includes("refreshing")
    ? step(state)
    : step({ ...state, busy: [...state.busy, "refreshing"] }, { do: "refresh" }, { do: "probe" });
}

function providerPlace({ providers, list }: PickerState): number {
  return 1 + providers.findIndex(({ key }) => key === list.provider);
}

/** While something is typed: what fits is shown at once, Enter keeps it, Esc goes back to what was before. */
function searched(
  state: PickerState,
  { input, before }: NonNullable<ModelsScreen["typing"]>,
  key: Key,
): Step {
  const ended: ModelsScreen = { is: "models", typing: null };
  const name = "name" in key ? key.name : null;
  if (name === "enter") return step(turned(state, ended));
  if (name === "escape") {
    const closed = turned(state, ended);
    return state.list.query === before ? step(closed) : found(closed, { query: before });
  }
  if (name === "up" || name === "down") return modelsOnKey(state, ended, key);
  const next = typedInto(input, key);
  if (next === null) return step(state);
  const typed = turned(state, { is: "models", typing: { input: next, before } });
  return textOf(next) === state.list.query ? step(typed) : found(typed, { query: textOf(next) });
}

/** Ask for other models: the list that is there stays until they have come. */
export function found(
  state: PickerState,
  change: { readonly query?: string; readonly provider?: string | null },
): Step {
  const list = { ...state.list, ...change, ticket: state.list.ticket + 1, cursor: "" };
  const { ticket, query, provider } = list;
  return step({ ...state, list }, { do: "find", ticket, query, provider });
}

function unfolded(state: PickerState, row: Row | null): Step {
  const model = modelOf(row);
  if (model === null) return step(state);
  const known = state.list.unfolded.get(model);
  if (known?.is === "loading" || known?.is === "there") return step(state);
  const all = new Map(state.list.unfolded).set(model, { is: "loading" });
  const list = { ...state.list, cursor: `model ${model}`, unfolded: all };
  return step({ ...state, list }, { do: "endpoints", model });
}

function folded(state: PickerState, row: Row | null): Step {
  const model = modelOf(row);
  if (model === null) return step(state);
  const all = new Map(state.list.unfolded);
  if (!all.delete(model)) return step(state);
  return step({ ...state, list: { ...state.list, cursor: `model ${model}`, unfolded: all } });
}

function selected(state: PickerState, row: Row | null): Step {
  if (row?.is === "model" && !state.list.unfolded.has(row.model.key)) return unfolded(state, row);
  if (row?.is !== "endpoint") {
    return step(said(state, "Space selects endpoints: → shows those of a model.", "plain"));
  }
  const { key } = row.record;
  const isIn = state.selected.includes(key);
  return step({
    ...state,
    selected: isIn ? state.selected.filter((one) => one !== key) : [...state.selected, key],
  });
}
