import type { Message, PickerState, Screen, Step } from "./state/mod.ts";
import { said, step } from "./state/mod.ts";

/** What something that came back from outside comes to. Pure, as `onKey` is. */
export function update(state: PickerState, message: Message): Step {
  switch (message.got) {
    case "size":
      return step({ ...state, size: message.size });
    case "models":
      return step(
        message.ticket === state.list.ticket
          ? { ...state, list: { ...state.list, models: message.models, answered: message.ticket } }
          : state,
      );
    case "providers":
      return step({ ...state, providers: message.providers, health: message.health });
    case "probed":
      return step(state, { do: "providers" });
    case "endpoints":
      // The call has shown how the list's provider is.
      return step(withEndpoints(state, message.model, { is: "there", records: message.records }), { do: "providers" });
    case "no_endpoints":
      return step(withEndpoints(state, message.model, { is: "failed", why: message.why }));
    case "refreshed":
      return refreshed(state, message);
    case "profiles":
      return step(
        onScreen(
          state,
          "profiles",
          (screen) => screen.model === message.model ? { ...screen, profiles: message.profiles } : screen,
        ),
      );
    case "profile_saved":
      return profileSaved(state, message);
    case "profiles_changed":
      return withProfiles(said(state, message.text, "good"));
    case "profile_exists":
      return step(profileExists(state, message.name));
    case "cost":
    case "no_cost":
      return step(onScreen(state, "sweep", (screen) => {
        if (screen.ticket !== message.ticket) return screen;
        return message.got === "cost" ? { ...screen, cost: message.cost } : { ...screen, refusal: message.why };
      }));
    case "progress":
      return step(onScreen(state, "run", (screen) => ({
        ...screen,
        phase: screen.phase === "starting" ? "running" : screen.phase,
        progress: message.progress,
      })));
    case "told":
      return step(onScreen(state, "run", (screen) => ({
        ...screen,
        told: [...screen.told, message.text].slice(-MOST_TOLD),
      })));
    case "run_ended":
      return runEnded(state, message);
    case "run_failed":
      return runFailed(state, message.why);
    case "done":
      return step(said(state, message.text, "good"));
    case "failed":
      return step(said(state, message.why, "bad"));
  }
}

/** Older ones are in the results. */
const MOST_TOLD = 20;

/** With another state of the screen of a kind, wherever it is; as it was where there is none. */
function onScreen<TIs extends Screen["is"]>(
  state: PickerState,
  is: TIs,
  change: (screen: Extract<Screen, { is: TIs }>) => Screen,
): PickerState {
  const screens = state.screens.map((screen) =>
    screen.is === is ? change(screen as Extract<Screen, { is: TIs }>) : screen
  );
  return { ...state, screens };
}

/** The form that made a profile is done, and the profiles that are seen are asked for again. */
function withProfiles(state: PickerState): Step {
  const screens = state.screens.filter((screen) => !isNameForm(screen));
  const next = { ...state, screens };
  const screen = screens.find((one) => one.is === "profiles");
  return screen === undefined ? step(next) : step(next, { do: "profiles", model: screen.model });
}

function isNameForm({ is }: Screen): boolean {
  return is === "keep" || is === "profile_form";
}

/** Whoever has left the form meanwhile does not want to replace anything. */
function profileExists(state: PickerState, name: string): PickerState {
  if (!state.screens.some(isNameForm)) return state;
  const asked = onScreen(state, "keep", (screen) => ({ ...screen, isTaken: true }));
  return said(
    onScreen(asked, "profile_form", (screen) => ({ ...screen, isTaken: true })),
    `There is a profile ${name}: Enter replaces it.`,
    "warning",
  );
}

function profileSaved(
  state: PickerState,
  { profile, isKept }: Extract<Message, { got: "profile_saved" }>,
): Step {
  const others = state.ownProfiles.filter(({ name }) => name !== profile.name);
  const ownProfiles = isKept ? others : [...others, profile];
  const where = isKept ? "is kept in the configuration" : "is there for this session";
  return withProfiles(said({ ...state, ownProfiles }, `${profile.name} ${where}.`, "good"));
}

/** What came of it takes the place of the run, whatever is above it. */
function runEnded(
  state: PickerState,
  { summary, resume, variants }: Extract<Message, { got: "run_ended" }>,
): Step {
  const next = onScreen(state, "run", () => ({
    is: "results",
    summary,
    resume,
    variants,
    at: 0,
    sort: "best",
    isReversed: false,
  }));
  return step(next, { do: "providers" });
}

function runFailed(state: PickerState, why: string): Step {
  const screens = state.screens.filter(({ is }) => is !== "run");
  return step(said({ ...state, screens }, why, "bad"));
}

/** What was folded in the meantime stays so. */
function withEndpoints(
  state: PickerState,
  model: string,
  shown: NonNullable<ReturnType<PickerState["list"]["unfolded"]["get"]>>,
): PickerState {
  if (!state.list.unfolded.has(model)) return state;
  return { ...state, list: { ...state.list, unfolded: new Map(state.list.unfolded).set(model, shown) } };
}

/** The lists are other ones now: everything that is seen is asked for again. */
function refreshed(state: PickerState, { text, failed }: Extract<Message, { got: "refreshed" }>): Step {
  const ticket = state.list.ticket + 1;
  const { query, provider, unfolded } = state.list;
  const told = said(
    {
      ...state,
      busy: state.busy.filter((one) => one !== "refreshing"),
      list: { ...state.list, ticket },
    },
    text,
    failed ? "warning" : "good",
  );
  return step(
    told,
    { do: "find", ticket, query, provider },
    { do: "providers" },
    ...[...unfolded.keys()].map((model) => ({ do: "endpoints", model } as const)),
  );
}
