/**
 * What a notebook needs beyond frames and charts, which notebooks show by themselves.
 * @module
 */
export {
  type DisplayBundle,
  type NotebookProgress,
  notebookProgress,
  type NotebookProgressOptions,
} from "./notebook_progress.ts";
