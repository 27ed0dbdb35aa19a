import { nearestName, UserError } from "../../base/mod.ts";
import type { JsonValue } from "../../spec/mod.ts";
import { type DeclaredParameter, declaredParameters, PARAMETERS_TAG } from "./_declared_parameters.ts";
import { type Notebook, type NotebookCell, tagsOf } from "./notebook.ts";
import type { GivenParameter } from "./read_parameters.ts";

/** The tag of the cell that has the values of one execution, as papermill has it. */
const INJECTED_TAG = "injected-parameters";

/** A notebook with the values of one execution in it. */
export interface ParameterizedNotebook {
  readonly notebook: Notebook;
  /** What was given, by name, as the notebook gets it. */
  readonly parameters: { readonly [name: string]: JsonValue };
}

/**
 * Puts a cell with the given values behind the one that declares the parameters, in place of the one of an earlier
 * execution. Without any, the notebook stays as it is.
 *
 * @throws {UserError} with exit code 2 when no cell declares a parameter, or a value is not of its kind.
 */
export async function injectParameters(
  notebook: Notebook,
  given: readonly GivenParameter[],
): Promise<ParameterizedNotebook> {
  if (given.length === 0) return { notebook, parameters: {} };
  const declared = await declaredParameters(notebook);
  if (declared === null) {
    throw wrong('no cell of the notebook is tagged "parameters"', given[0].name);
  }
  const values = given.map((one) => {
    const declaration = declared.find(({ name }) => name === one.name) ?? unknown(one.name, declared);
    return { declaration, value: "value" in one ? one.value : typedValue(one.text, declaration) };
  });
  const lines = values.map(({ declaration: { keyword, name }, value }) =>
    `${keyword} ${name} = ${JSON.stringify(value)};`
  );
  const cell: NotebookCell = {
    cell_type: "code",
    ...(notebook.nbformat_minor >= 5 ? { id: INJECTED_TAG } : {}),
    metadata: { tags: [INJECTED_TAG] },
    source: ["// Parameters\n", lines.join("\n")],
    execution_count: null,
    outputs: [],
  };
  const cells = notebook.cells.filter((one) => !tagsOf(one).includes(INJECTED_TAG));
  const behind = cells.findLastIndex((one) => tagsOf(one).includes(PARAMETERS_TAG)) + 1;
  return {
    notebook: { ...notebook, cells: cells.toSpliced(behind, 0, cell) },
    parameters: Object.fromEntries(values.map(({ declaration, value }) => [declaration.name, value])),
  };
}

/** What a text of the command line is: as the notebook's default says, else as it looks. */
function typedValue(text: string, { name, kind }: DeclaredParameter): JsonValue {
  if (kind === "string") return text;
  const looks = looksLike(text);
  if (kind === null || looks === null || typeof looks === kind) return looks;
  throw wrong(`the notebook's own is a ${kind}: current value is ${JSON.stringify(text)}`, name);
}

function looksLike(text: string): JsonValue {
  if (/^(true|True)$/.test(text)) return true;
  if (/^(false|False)$/.test(text)) return false;
  if (/^(null|None)$/.test(text)) return null;
  if (/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text) && !/^[-+]?0\d/.test(text)) return number(text);
  if (!/^[[{"]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The id of an account may look like a number that is too large to be one. */
function number(text: string): number | string {
  const value = Number(text);
  const isExact = !/^[-+]?\d+$/.test(text) || Number.isSafeInteger(value);
  return Number.isFinite(value) && isExact ? value : text;
}

function unknown(name: string, declared: readonly DeclaredParameter[]): never {
  const names = declared.map((one) => one.name);
  const nearest = nearestName(name, names);
  const hint = nearest === null ? `it has ${names.join(", ") || "none"}` : `did you mean "${nearest}"?`;
  throw wrong(`the notebook's parameters have no such name (${hint})`, name);
}

function wrong(reason: string, name: string): UserError {
  return new UserError(`Cannot set the parameter "${name}" as ${reason}`, { exitCode: 2 });
}
