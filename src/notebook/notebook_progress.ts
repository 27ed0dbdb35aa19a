import { notebookKernel, systemClock } from "../base/mod.ts";
import type { Clock } from "../spec/mod.ts";
import { type ProgressWatch, type RunOptions, watchProgress } from "../sweep/mod.ts";
import { progressHtml, progressText } from "./_progress_html.ts";

/** What a notebook shows at one place, by its MIME types. */
export interface DisplayBundle {
  /** For notebooks. */
  readonly "text/html": string;
  /** For viewers that show no HTML. */
  readonly "text/plain": string;
}

/** Options of {@linkcode notebookProgress}. */
export interface NotebookProgressOptions {
  /** Between two looks, in milliseconds; 1,000 unless given. */
  readonly everyMs?: number;
  /** The machine's own clock unless given. */
  readonly clock?: Clock;
  /** Shows something, in the place of what has the same id where `isUpdate`; the kernel's display unless given. */
  readonly display?: (
    bundle: DisplayBundle,
    place: { readonly id: string; readonly isUpdate: boolean },
  ) => Promise<void>;
}

type Display = NonNullable<NotebookProgressOptions["display"]>;

/** The progress of one run in a notebook. */
export interface NotebookProgress extends AsyncDisposable {
  /** To be spread into the options of `runSweep`. */
  readonly options: Pick<RunOptions, "onStart">;
  /** Shows where the run stands in the end. No timer is left; may be called again. */
  end(): Promise<void>;
}

/**
 * Shows in a notebook how far a run is: one display that changes, with a bar, figures, a line for each endpoint where there
 * are several, and what is spent of the budget. Outside of a notebook nothing is shown. It ends by itself when all cells are
 * done; a run that may end before that is better run by `runInNotebook`, as the kernel never disposes of what stands at the
 * top level of a cell.
 *
 * @example A run in a notebook
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadPlan, notebookProgress, runSweep } from "@tapedeck/tapedeck";
 *
 * const plan = await loadPlan("sweeps/quickstart.toml");
 * const outRoot = await Deno.makeTempDir();
 * await using progress = notebookProgress();
 * const summary = await runSweep(plan, {
 *   ...progress.options,
 *   mode: "replay",
 *   cassettePath: plan.run.cassette,
 *   concurrency: plan.run.concurrency,
 *   ledgerPath: `${outRoot}/ledger.sqlite`,
 *   outRoot,
 *   keepNetwork: true,
 * });
 * assertEquals(summary.failed, 0);
 * ```
 */
export function notebookProgress(options: NotebookProgressOptions = {}): NotebookProgress {
  const { everyMs, clock = systemClock } = options;
  const display = options.display ?? kernelDisplay();
  const id = `tapedeck-progress-${crypto.randomUUID()}`;
  let watch: ProgressWatch | null = null;
  let isUpdate = false;
  const end = async () => await watch?.end();
  return {
    options: {
      onStart({ progress }) {
        if (progress === undefined || display === null) return;
        watch = watchProgress({
          progress,
          clock,
          ...(everyMs === undefined ? {} : { everyMs }),
          show: async (shown) => {
            const place = { id, isUpdate };
            isUpdate = true;
            await display({ "text/html": progressHtml(shown), "text/plain": progressText(shown) }, place);
            // What stands at the top level of a cell is never disposed of, so nobody else may end it.
            if (shown.done === shown.total) void end();
          },
        });
      },
    },
    end,
    [Symbol.asyncDispose]: end,
  };
}

/** What shows something in the notebook; `null` outside of one. */
function kernelDisplay(): Display | null {
  const kernel = notebookKernel();
  if (kernel === null) return null;
  return (bundle, { id, isUpdate }) => kernel.display({ ...bundle }, { raw: true, display_id: id, update: isUpdate });
}
