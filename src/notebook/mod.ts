/**
 * What a notebook needs beyond frames and charts, which notebooks show by themselves.
 * @module
 */
export {
  type GivenParameter,
  type NotebookFailure,
  type NotebookRun,
  type NotebookStep,
  runNotebook,
  type RunNotebookOptions,
} from "./execution/mod.ts";
export {
  type DisplayBundle,
  type NotebookProgress,
  notebookProgress,
  type NotebookProgressOptions,
} from "./notebook_progress.ts";
export { runInNotebook, type RunInNotebookOptions } from "./run_in_notebook.ts";
