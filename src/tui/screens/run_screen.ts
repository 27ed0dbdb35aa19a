import { formatDuration, formatUsd } from "../../base/mod.ts";
import type { ShownProgress } from "../../sweep/mod.ts";
import type { Line } from "../frame.ts";
import type { Key } from "../key.ts";
import { type PickerState, type RunScreen, type Step, step, turned } from "../state/mod.ts";
import { oneLine, wrapped } from "../text/mod.ts";
import type { ScreenFace } from "./screen_face.ts";

const MOST_BAR = 60;

/** A run that was begun here, while it goes on. */
export const runScreen: ScreenFace<RunScreen> = {
  title: (_state, { phase }) => `Sweep · ${PHASES[phase]}`,
  body(_state, { progress, told }, room) {
    const counts = progress === null
      ? [[{ text: "  … reading the plan and opening the tape" }]]
      : progressLines(progress, room.columns);
    const said = told.flatMap((text) => wrapped(text, room.columns - 4)).map((text): Line => [
      { text: `  ! ${text}`, tone: "warning" },
    ]);
    const space = Math.max(0, room.rows - counts.length - 2);
    return [[], ...counts, [], ...said.slice(Math.max(0, said.length - space))];
  },
  hints: (_state, { phase }) =>
    phase === "finishing"
      ? [["Esc", "break the calls in flight off"]]
      : phase === "breaking"
      ? []
      : [["Esc Ctrl-C", "end it: the calls in flight end, nothing is lost"]],
  onKey: runOnKey,
};

const PHASES = {
  starting: "starting",
  running: "running",
  finishing: "ending, the calls in flight are waited for",
  breaking: "ending at once",
} as const;

function runOnKey(state: PickerState, screen: RunScreen, key: Key): Step {
  const isStop = "name" in key && (key.name === "escape" || key.name === "ctrl-c");
  if (!isStop || screen.phase === "breaking") return step(state);
  const how = screen.phase === "finishing" ? "break" : "finish";
  const phase = how === "break" ? "breaking" : "finishing";
  return step(turned(state, { ...screen, phase }), { do: "stop", how });
}

function progressLines(progress: ShownProgress, columns: number): Line[] {
  const { done, total, failed, resumed, running, waiting, retries, costUsd, elapsedMs, leftMs, cellsPerS } = progress;
  const share = total === 0 ? 1 : done / total;
  const width = Math.max(0, Math.min(MOST_BAR, columns - 12));
  const filled = Math.round(share * width);
  const fact = (name: string, text: string): Line => [{ text: `  ${name.padEnd(10)}`, tone: "dim" }, { text }];
  const counted = (count: number | undefined, word: string) =>
    count ? [`${count.toLocaleString("en-US")} ${word}`] : [];
  const cells = [
    `${done.toLocaleString("en-US")} of ${total.toLocaleString("en-US")} done`,
    ...counted(resumed, "resumed"),
    ...counted(running, "running"),
    ...counted(waiting, "waiting"),
    ...counted(retries, "retries"),
  ];
  const time = [
    `${formatDuration(elapsedMs)} so far`,
    ...(leftMs === undefined || leftMs === null || leftMs === 0 ? [] : [`about ${formatDuration(leftMs)} left`]),
    ...(cellsPerS === undefined || cellsPerS === null ? [] : [`${cellsPerS.toPrecision(2)} cells a second`]),
  ];
  return [
    [
      { text: "  " },
      { text: "█".repeat(filled), tone: "accent" },
      { text: `${"░".repeat(width - filled)} ${Math.floor(share * 100)} %` },
    ],
    [],
    fact("cells", cells.join(", ")),
    [...fact("failed", ""), { text: String(failed), tone: failed > 0 ? "bad" : "plain" }],
    fact("cost", costUsd === null ? "unknown" : `$${formatUsd(costUsd)}`),
    fact("time", time.join(", ")),
    ...endpointLines(progress),
  ];
}

function endpointLines({ endpoints = [] }: ShownProgress): Line[] {
  if (endpoints.length < 2) return [];
  return [
    [],
    ...endpoints.map(({ endpoint, done, total, failed, isStopped }): Line => [
      { text: `  ${done}/${total}`.padEnd(12), tone: "accent" },
      { text: oneLine(endpoint) },
      { text: `${failed > 0 ? `  ${failed} failed` : ""}${isStopped ? "  stopped" : ""}`, tone: "bad" },
    ]),
  ];
}
