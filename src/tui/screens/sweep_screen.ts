import { formatCount, formatDuration, formatUsd } from "../../base/mod.ts";
import { type SweepForm, type SweepFormCost, sweepFormProblems } from "../../sweep/mod.ts";
import type { Line } from "../frame.ts";
import type { Key } from "../key.ts";
import {
  type AskedSweep,
  left,
  opened,
  type PickerState,
  said,
  type Step,
  step,
  type SweepScreen,
  turned,
} from "../state/mod.ts";
import { wrapped } from "../text/mod.ts";
import { formKey, formLines } from "./form/mod.ts";
import type { ScreenFace } from "./screen_face.ts";
import { fieldsOfSweep, sweepFields, sweepOfFields } from "./sweep_fields.ts";
import { windowOf } from "./window_of.ts";

const MOST_HEAD = 3;

/** A sweep that is planned: its form, its cells, and what they would cost. */
export const sweepScreen: ScreenFace<SweepScreen> = {
  title: () => "Sweep",
  body(state, screen, room) {
    const form = sweepOfFields(screen.fields);
    const { lines, at } = formLines(screen, {
      seen: sweepFields(form),
      problems: sweepFormProblems(form),
      button: state.setting.isLive ? "Run" : "Replay",
      columns: room.columns,
    });
    const head = wrapped(overText(state, form), room.columns - 2).slice(0, MOST_HEAD)
      .map((text): Line => [{ text: `  ${text}`, tone: "dim" }]);
    const foot = wrapped(costText(state, screen), room.columns - 2)
      .map((text): Line => [{ text: `  ${text}`, tone: screen.refusal === null ? "accent" : "warning" }]);
    const space = Math.max(0, room.rows - head.length - foot.length - 2);
    return [...head, [], ...windowOf(lines, { at, rows: space }), [], ...foot];
  },
  hints: () => [["↑↓ Tab", "fields"], ["←→", "choose"], ["Enter", "next, run"], ["Esc", "back"]],
  onKey: sweepOnKey,
};

/** With the form of a sweep; `isReady`: the cursor is on its button, where nothing is missing. */
export function sweepOpened(state: PickerState, { isReady }: { readonly isReady: boolean }): Step {
  const seen = sweepFields(state.sweep);
  const problems = sweepFormProblems(state.sweep);
  const wrong = seen.findIndex(({ name }) => Object.hasOwn(problems, name));
  const at = !isReady ? 0 : wrong < 0 ? seen.length : wrong;
  return asked(opened(state, {
    is: "sweep",
    fields: fieldsOfSweep(state.sweep),
    at,
    cost: null,
    refusal: null,
    ticket: 0,
    isAgreed: false,
  }));
}

function sweepOnKey(state: PickerState, screen: SweepScreen, key: Key): Step {
  const pressed = formKey(screen, sweepFields(sweepOfFields(screen.fields)), key);
  switch (pressed.does) {
    case "leave":
      return step(left(state));
    case "submit":
      return submitted(state, screen);
    case "change": {
      const next = turned(state, { ...screen, ...pressed.to, isAgreed: false });
      return pressed.isOther ? asked({ ...next, sweep: sweepOfFields(pressed.to.fields) }) : step(next);
    }
    default:
      return step(state);
  }
}

/** Ask what the form would take, where it is right. */
function asked(state: PickerState): Step {
  const screen = state.screens[state.screens.length - 1] as SweepScreen;
  const ticket = screen.ticket + 1;
  const next = turned(state, { ...screen, cost: null, refusal: null, ticket });
  return isRight(state) ? step(next, { do: "cost", ticket, asked: askedSweep(state) }) : step(next);
}

function isRight({ sweep, selected }: PickerState): boolean {
  return Object.keys(sweepFormProblems(sweep)).length === 0 && (selected.length > 0 || sweep.source === "plan");
}

function askedSweep({ sweep, selected, profiles }: PickerState): AskedSweep {
  const parameters = new Map([...profiles].map(([model, profile]) => [model, profile.parameters]));
  return { form: sweep, endpoints: selected, parameters };
}

function submitted(state: PickerState, screen: SweepScreen): Step {
  const seen = sweepFields(state.sweep);
  const problems = sweepFormProblems(state.sweep);
  const wrong = seen.findIndex(({ name }) => Object.hasOwn(problems, name));
  if (wrong >= 0) {
    const { name, label } = seen[wrong];
    const rule = problems[name as keyof SweepForm];
    return step(said(turned(state, { ...screen, at: wrong }), `${label} ${rule}.`, "bad"));
  }
  if (!isRight(state)) {
    return step(said(state, "No endpoint is selected: Esc, then Space on the endpoints that are to be asked.", "bad"));
  }
  const most = screen.cost?.forecast.total.costUsd.high ?? null;
  if (state.setting.isLive && (screen.cost?.needsConsent ?? true) && !screen.isAgreed) {
    const text = most === null ? "Nobody can tell what it costs" : `It may cost up to $${formatUsd(most)}`;
    return step(said(turned(state, { ...screen, isAgreed: true }), `${text}: Enter again runs it.`, "warning"));
  }
  const running = turned(state, { is: "run", phase: "starting", progress: null, told: [] });
  return step(running, { do: "run", asked: askedSweep(state) });
}

function overText({ selected, profiles }: PickerState, { source }: SweepForm): string {
  if (selected.length === 0) {
    return source === "plan"
      ? "Over the endpoints of the plan"
      : "No endpoint is selected yet: Esc, then Space on some";
  }
  const named = [...profiles].map(([model, { name }]) => `${model} as ${name} says`);
  const over = `Over ${formatCount(selected.length, "endpoint")}: ${selected.join(", ")}`;
  return named.length === 0 ? over : `${over} · ${named.join(", ")}`;
}

function costText(state: PickerState, { cost, refusal }: SweepScreen): string {
  if (refusal !== null) return `× ${refusal}`;
  if (cost !== null) return `${formatCount(cost.cells, "cell")} · ${forecastText(cost, state.setting.isLive)}`;
  return isRight(state) ? "… counting the cells" : "The cells and their cost are told when nothing is missing.";
}

function forecastText({ forecast: { total: { costUsd, timeMs } } }: SweepFormCost, isLive: boolean): string {
  if (!isLive) return "a replay costs nothing";
  const { low, expected, high } = costUsd;
  const cost = expected === null
    ? high === null ? "cost unknown" : `up to $${formatUsd(high)}`
    : `$${formatUsd(expected)} expected ($${formatUsd(low)} to $${formatUsd(high)})`;
  return timeMs.expected === null ? cost : `${cost}, about ${formatDuration(timeMs.expected)}`;
}
