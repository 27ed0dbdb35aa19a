import type { ChartSpec, DataFrame } from "../../analysis/mod.ts";
import type { RunReport } from "../../report/mod.ts";
import type { Ledger, RunRecord } from "../../spec/mod.ts";
import { RunPace, type RunStand, runStand } from "../../sweep/mod.ts";
import type { RunningStatus } from "../../transport/observe/mod.ts";
import type { DashboardSources } from "../dashboard_sources.ts";
import { Poll } from "./_poll.ts";
import { Recent } from "../../base/mod.ts";
import { runStamp } from "./_run_stamp.ts";

/** A run as it stands, with what its process tells of itself. */
export interface RunLook {
  readonly stand: RunStand;
  /** Tells one state of its rows and verdicts from another. */
  readonly stamp: string;
  /** Cells that ended in a second, of late; `null`: unknown. */
  readonly cellsPerS: number | null;
  /** The processes of this machine that make its calls. */
  readonly running: readonly RunningStatus[];
}

/** A run with what it came to so far. */
export interface RunWatchLook extends RunLook {
  /** The newest that there is; it may be of fewer cells than have ended by now. */
  readonly report: RunReport | null;
}

/** A chart, and how it is to look. */
export interface ChartLooks {
  readonly name: string;
  readonly theme: "light" | "dark";
  readonly width: number;
}

/** So many runs stand on a page of the list. */
export const RUNS_PER_PAGE = 50;
/** Of larger runs a page does not wait for what is made from all rows. */
const MOST_CELLS_AT_ONCE = 3_000;
/** So many cells are shown by themselves. */
const WORST = 8;
const EVERY_MS = 1_000;
/** What no process has may go on at any time, but seldom does. */
const SELDOM_MS = 5_000;
const REPORT_EVERY_MS = 10_000;
/** Processes write once a second; of one that has been silent for longer, somebody else may have the number by now. */
const SILENT_MS = 30_000;

/** Reads runs for pages: nothing is read twice that has not changed, and nothing large that nobody asked for. */
export class RunReader {
  readonly #sources: DashboardSources;
  readonly #stands = new Recent<RunStand>(2_000);
  readonly #reports = new Recent<RunReport>(12);
  readonly #frames = new Recent<DataFrame>(2);
  readonly #charts = new Recent<ChartSpec>(60);
  readonly #pictures = new Recent<string>(60);
  readonly #paces = new Map<string, RunPace>();
  /** The newest report of each run that is watched, and when it was made. */
  readonly #kept = new Map<string, { readonly report: RunReport; readonly atMs: number; readonly tookMs: number }>();
  /** Of one run, for pages that are open. */
  readonly watched: Poll<RunWatchLook>;

  constructor(sources: DashboardSources) {
    this.#sources = sources;
    this.watched = new Poll({
      clock: sources.clock,
      look: (runId) => this.#watchLook(runId),
      waitMs: ({ stand: { state } }) =>
        state === "done" ? null : state === "interrupted" || state === "cancelled" ? SELDOM_MS : EVERY_MS,
    });
  }

  /** `null`: there is no ledger yet. */
  ledger(): Promise<Ledger | null> {
    return this.#sources.ledger();
  }

  /** Whether a page waits for what is made from all rows of the run. */
  isQuick({ stand, stamp }: RunLook): boolean {
    return stand.tries <= MOST_CELLS_AT_ONCE || this.#reports.has(stamp);
  }

  /** Whether the run's rows have been counted since it ended. */
  isCounted(run: RunRecord): boolean {
    return this.#stands.has(endedKey(run));
  }

  /** How a run stands now. `running` is what the processes of this machine say. */
  async look(ledger: Ledger, run: RunRecord, running?: readonly RunningStatus[]): Promise<RunLook> {
    const own = (running ?? await this.#sources.running()).filter((status) => status.run === run.runId);
    const isHeard = own.some(({ updatedAt }) =>
      this.#sources.clock.date().getTime() - Date.parse(updatedAt) < SILENT_MS
    );
    const read = () => runStand(ledger, run, isHeard ? { isTaken: true } : {});
    const stand = await (run.status === "done" ? this.#stands.get(endedKey(run), read) : read());
    const stamp = await runStamp(ledger, stand);
    return { stand, stamp, running: own, cellsPerS: this.#paces.get(run.runId)?.cellsPerS ?? null };
  }

  /** What a run came to so far. */
  report(ledger: Ledger, { stand, stamp }: RunLook): Promise<RunReport> {
    return this.#reports.get(stamp, async () => {
      const { runReport } = await import("../../report/mod.ts");
      return await runReport(ledger, { runId: stand.run.runId, worst: WORST });
    });
  }

  /** One chart of a run. @throws {UserError} when there is none of this name, or nothing that it shows. */
  chart(ledger: Ledger, { stand, stamp }: RunLook, { name, theme, width }: ChartLooks): Promise<ChartSpec> {
    return this.#charts.get(`${stamp} ${theme} ${width} ${name}`, async () => {
      const { loadRun } = await import("../../analysis/mod.ts");
      const { runChart } = await import("../../report/mod.ts");
      const frame = await this.#frames.get(stamp, () => loadRun({ ledger, runId: stand.run.runId }));
      return runChart(frame, name, { theme, width });
    });
  }

  /** The same as a picture, an SVG. */
  picture(ledger: Ledger, look: RunLook, chart: ChartLooks): Promise<string> {
    return this.#pictures.get(`${look.stamp} ${chart.theme} ${chart.width} ${chart.name}`, async () => {
      const { toSvg } = await import("../../analysis/mod.ts");
      return await toSvg(await this.chart(ledger, look, chart));
    });
  }

  async #watchLook(runId: string): Promise<RunWatchLook> {
    const ledger = await this.ledger();
    const run = await ledger?.run(runId) ?? null;
    if (ledger === null || run === null) throw new Error(`There is no run "${runId}"`);
    const pace = this.#paces.get(runId) ?? new RunPace();
    this.#paces.set(runId, pace);
    const look = await this.look(ledger, run);
    pace.saw(look.stand.ok + look.stand.failed, this.#sources.clock.nowMs());
    const report = await this.#newestReport(ledger, look);
    if (run.status === "done") {
      this.#paces.delete(runId);
      this.#kept.delete(runId);
    }
    return { ...look, cellsPerS: pace.cellsPerS, report };
  }

  async #newestReport(ledger: Ledger, look: RunLook): Promise<RunReport | null> {
    const { clock } = this.#sources;
    const { state, run: { runId } } = look.stand;
    const kept = this.#kept.get(runId);
    const startMs = clock.nowMs();
    const isDue = kept === undefined || state !== "running" ||
      startMs - kept.atMs >= Math.max(REPORT_EVERY_MS, 20 * kept.tookMs);
    if (!isDue) return kept.report;
    const report = await this.report(ledger, look);
    this.#kept.set(runId, { report, atMs: clock.nowMs(), tookMs: clock.nowMs() - startMs });
    return report;
  }
}

function endedKey({ runId, status, endedAt }: RunRecord): string {
  return [runId, status, endedAt].join(" ");
}
