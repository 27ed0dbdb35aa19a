import type { RunProgress } from "../sweep/mod.ts";
import { formatCount, formatDuration, formatUsd } from "./_format.ts";
import type { Io } from "./io.ts";

/** What shows how far a run is. */
export interface ProgressFace {
  readonly update: (progress: RunProgress) => void;
  /** Prints where it stands and takes the bar away. Nothing may be shown after it. */
  readonly end: () => void;
}

/** Between two pictures of the bar, and between two plain lines. */
const BAR_EVERY_MS = 80;
const LINE_EVERY_MS = 2000;
const BAR_CHARS = 24;

/** On a terminal one line that is drawn again and again, elsewhere a line now and then; always on stderr. */
export function progressFace({ stderr, clock }: Pick<Io, "stderr" | "clock">): ProgressFace {
  const everyMs = stderr.isTerminal ? BAR_EVERY_MS : LINE_EVERY_MS;
  let shownMs = stderr.isTerminal ? -Infinity : clock.nowMs();
  let last: RunProgress | null = null;
  return {
    update(progress) {
      last = progress;
      if (clock.nowMs() - shownMs < everyMs) return;
      shownMs = clock.nowMs();
      stderr.write(
        stderr.isTerminal ? `\r\x1b[2K${bar(progress).slice(0, stderr.columns - 1)}` : `${line(progress)}\n`,
      );
    },
    end() {
      if (stderr.isTerminal) stderr.write("\r\x1b[2K");
      if (last !== null) stderr.write(`${line(last)}\n`);
    },
  };
}

function bar(progress: RunProgress): string {
  const { done, total, resumed, elapsedMs } = progress;
  const share = total === 0 ? 1 : done / total;
  const filled = Math.round(share * BAR_CHARS);
  const made = done - resumed;
  const leftMs = made === 0 ? null : elapsedMs / made * (total - done);
  const left = leftMs === null ? "" : `, ${formatDuration(leftMs)} left`;
  return `${"█".repeat(filled)}${"░".repeat(BAR_CHARS - filled)} ${Math.floor(share * 100)} % ${line(progress)}${left}`;
}

function line({ done, failed, total, resumed, costUsd, elapsedMs }: RunProgress): string {
  return [
    `${done.toLocaleString("en-US")} of ${formatCount(total, "cell")}`,
    ...(resumed === 0 ? [] : [`${resumed.toLocaleString("en-US")} resumed`]),
    ...(failed === 0 ? [] : [`${failed.toLocaleString("en-US")} failed`]),
    ...(costUsd === null ? [] : [`$${formatUsd(costUsd)}`]),
    formatDuration(elapsedMs),
  ].join(", ");
}
