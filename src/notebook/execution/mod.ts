/**
 * Running notebooks without anybody in front of them: the Python that speaks with the kernel, parameters, and what came
 * of it.
 * @module
 */
export {
  type ExecutedNotebook,
  executeNotebook,
  type ExecuteOptions,
  type NotebookFailure,
} from "./execute_notebook.ts";
export { findPython, type FindPythonOptions } from "./find_python.ts";
export { joinedText, type Notebook, type NotebookCell, type NotebookOutput, tagsOf } from "./notebook.ts";
export { printNotebook } from "./print_notebook.ts";
export { pythonEnvironment, type PythonEnvironmentOptions } from "./python_environment.ts";
export { type GivenParameter, type ParameterTexts, readParameters } from "./read_parameters.ts";
export { type NotebookRun, type NotebookStep, runNotebook, type RunNotebookOptions } from "./run_notebook.ts";
export { writeKernelSpec } from "./write_kernel_spec.ts";
