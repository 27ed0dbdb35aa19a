import { formatCount, formatMs, formatScore } from "../../base/mod.ts";
import { profileNameProblem } from "../../config/mod.ts";
import { parseEndpointKey } from "../../catalog/mod.ts";
import type { Line } from "../frame.ts";
import { type KeepScreen, left, type PickerState, said, type Step, step, textOf, turned } from "../state/mod.ts";
import { oneLine } from "../text/mod.ts";
import { costText } from "./cell_texts.ts";
import { type FormField, formKey, formLines } from "./form/mod.ts";
import { nameProblems } from "./name_problems.ts";
import type { ScreenFace } from "./screen_face.ts";
import { windowOf } from "./window_of.ts";

/** A variant that is kept as a profile. */
export const keepScreen: ScreenFace<KeepScreen> = {
  title: () => "Keep a variant as a profile",
  body(_state, screen, room) {
    const { variant } = screen;
    const { lines, at } = formLines(screen, {
      seen: fieldsOf(screen),
      problems: nameProblems(screen),
      button: "Save",
      columns: room.columns,
    });
    const head: Line[] = [
      [{ text: `  ${oneLine(variant.endpoint)}`, tone: "strong" }],
      [{ text: `  ${variant.label === "" ? "as it is asked without axes" : oneLine(variant.label)}` }],
      [{
        text: `  score ${formatScore(variant.score)}, ${formatMs(variant.latencyP50Ms)} ms, ${
          costText(variant.costUsd)
        } for ${formatCount(variant.cells, "cell")}`,
        tone: "dim",
      }],
      [],
    ];
    return windowOf([...head, ...lines], { at: at + head.length, rows: room.rows });
  },
  hints: () => [["↑↓ Tab", "fields"], ["Enter", "next"], ["Esc", "back"]],
  onKey(state, screen, key) {
    const pressed = formKey(screen, fieldsOf(screen), key);
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

function fieldsOf({ variant }: KeepScreen): readonly FormField[] {
  const model = parseEndpointKey(variant.endpoint)?.model ?? variant.endpoint;
  return [
    { name: "name", label: "name", hint: "what the profile is called" },
    { name: "model", label: "for", choices: [[model, oneLine(model)], ["", "all models"]] },
  ];
}

function submitted(state: PickerState, screen: KeepScreen): Step {
  const name = textOf(screen.fields.name).trim();
  const rule = profileNameProblem(name);
  if (rule !== null) return step(said(turned(state, { ...screen, at: 0 }), `name ${rule}.`, "bad"));
  const { runId, variant: { endpoint, label } } = screen;
  const model = textOf(screen.fields.model);
  return step(state, {
    do: "keep_variant",
    kept: { name, runId, endpoint, label, model: model === "" ? null : model, replaces: screen.isTaken },
  });
}
