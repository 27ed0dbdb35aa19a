import { type ProgressWatch, type RunProgress, type RunProgressDetails, watchProgress } from "../sweep/mod.ts";
import { progressBlock, progressLine } from "./_progress_lines.ts";
import { snakeKeys } from "./_snake_keys.ts";
import type { Io } from "./io.ts";
import { printableJson } from "./_printable.ts";

/** What shows how far a run is. */
export interface ProgressFace {
  readonly update: (progress: RunProgress) => void;
  /** Shows it also while no cell ends, from here on. */
  readonly begin: (progress: () => RunProgress) => void;
  /** Prints a text above it. */
  readonly say: (text: string) => void;
  /** Prints where it stands and takes the bar away. Nothing may be shown after it. */
  readonly end: () => Promise<void>;
}

/** How progress is shown: a block that is drawn again on a terminal and plain lines elsewhere, JSON lines, or not at all. */
export type ProgressKind = "auto" | "json" | "none";

/** Between two pictures of the block, between two plain lines, and between two looks at what changes by itself. */
const BLOCK_EVERY_MS = 80;
const LINE_EVERY_MS = 2000;
const LOOK_EVERY_MS = 1000;

/** Always on stderr. */
export function progressFace(io: Pick<Io, "stderr" | "clock">, kind: ProgressKind = "auto"): ProgressFace {
  if (kind === "json") return jsonFace(io);
  if (kind === "none") return { ...NOTHING, say: (text) => io.stderr.write(text) };
  return io.stderr.isTerminal ? blockFace(io) : lineFace(io);
}

const NOTHING = { update: () => {}, begin: () => {}, end: () => Promise.resolve() };

function blockFace({ stderr, clock }: Pick<Io, "stderr" | "clock">): ProgressFace {
  const look = new Look(clock, LOOK_EVERY_MS, (progress) => draw(progress));
  let drawn = 0;
  let drawnMs = -Infinity;
  let last: RunProgress | null = null;
  const toTop = () => drawn > 1 ? `\x1b[${drawn - 1}A` : "";
  const clear = () => {
    const text = drawn > 1 ? `${toTop()}\r\x1b[J` : "\r\x1b[2K";
    drawn = 0;
    return text;
  };
  const draw = (progress: RunProgress) => {
    drawnMs = clock.nowMs();
    const lines = progressBlock(progress, { details: look.details, columns: stderr.columns, nowMs: drawnMs });
    const rest = lines.length < drawn ? "\x1b[J" : "";
    // One write: a terminal shows no half of it.
    stderr.write(`${toTop()}${lines.map((line) => `\r\x1b[2K${line}`).join("\n")}${rest}`);
    drawn = lines.length;
    last = progress;
  };
  return {
    update(progress) {
      last = progress;
      if (clock.nowMs() - drawnMs >= BLOCK_EVERY_MS) draw(progress);
    },
    begin: (progress) => look.begin(progress),
    say(text) {
      stderr.write(`${drawn > 0 ? clear() : ""}${text}`);
      if (last !== null) draw(last);
    },
    async end() {
      if (look.isOn) last = await look.end() ?? last;
      stderr.write(clear());
      if (last !== null) stderr.write(`${progressLine(last)}\n`);
    },
  };
}

function lineFace({ stderr, clock }: Pick<Io, "stderr" | "clock">): ProgressFace {
  let shownMs = clock.nowMs();
  let last: RunProgress | null = null;
  const look = new Look(clock, LINE_EVERY_MS, (progress) => show(progress));
  const show = (progress: RunProgress) => {
    last = progress;
    if (clock.nowMs() - shownMs < LINE_EVERY_MS) return;
    shownMs = clock.nowMs();
    stderr.write(`${progressLine(progress, look.details)}\n`);
  };
  return {
    update: show,
    begin: (progress) => look.begin(progress),
    say: (text) => stderr.write(text),
    async end() {
      if (look.isOn) last = await look.end() ?? last;
      if (last !== null) stderr.write(`${progressLine(last)}\n`);
    },
  };
}

/** One object in a second, and one at the end. */
function jsonFace({ stderr, clock }: Pick<Io, "stderr" | "clock">): ProgressFace {
  let last: RunProgress | null = null;
  const print = (type: "progress" | "end", progress: RunProgress) => {
    const { details: _, ...counts } = progress;
    const document = { type, at: clock.date().toISOString(), ...counts, ...look.details };
    stderr.write(printableJson(snakeKeys(document), 0));
  };
  const look = new Look(clock, LOOK_EVERY_MS, (progress) => print("progress", progress));
  return {
    update: (progress) => last = progress,
    begin: (progress) => look.begin(progress),
    say: (text) => stderr.write(text),
    async end() {
      if (look.isOn) last = await look.end() ?? last;
      if (last !== null) print("end", last);
    },
  };
}

/** Looks now and then, so that what changes by itself is seen too. */
class Look {
  readonly #clock: Io["clock"];
  readonly #everyMs: number;
  readonly #show: (progress: RunProgress) => void;
  #watch: ProgressWatch | null = null;
  #latest: RunProgress | null = null;
  /** Those of the last look. */
  details: RunProgressDetails | null = null;

  constructor(clock: Io["clock"], everyMs: number, show: (progress: RunProgress) => void) {
    this.#clock = clock;
    this.#everyMs = everyMs;
    this.#show = show;
  }

  get isOn(): boolean {
    return this.#watch !== null;
  }

  begin(progress: () => RunProgress): void {
    this.#watch = watchProgress({
      progress,
      everyMs: this.#everyMs,
      clock: this.#clock,
      show: (shown, isLast) => {
        const { cellsPerS, leftMs, endpoints, spending, limits, ...counts } = shown;
        if (cellsPerS !== undefined) {
          this.details = {
            cellsPerS,
            leftMs: leftMs ?? null,
            endpoints: endpoints ?? [],
            spending: spending ?? [],
            limits: limits ?? [],
          };
        }
        this.#latest = counts;
        if (!isLast) this.#show(counts);
      },
    });
  }

  /** Where it stood in the end. */
  async end(): Promise<RunProgress | null> {
    await this.#watch?.end();
    return this.#latest;
  }
}
