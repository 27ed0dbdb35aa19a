import { isTable, UserError } from "../../base/mod.ts";
import type { Notebook } from "./notebook.ts";

/**
 * Reads a notebook for the kernel of Deno.
 * @throws {UserError} with exit code 2 when it is not there, no notebook of format 4, or for another kernel.
 */
export async function readNotebook(path: string): Promise<Notebook> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    const reason = cause instanceof Deno.errors.NotFound ? "there is no such file" : cause.message;
    throw wrong(reason, path, cause);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw wrong("the file is no JSON", path, cause);
  }
  if (!isTable(value) || !Array.isArray(value.cells)) throw wrong("the file is no notebook", path);
  if (value.nbformat !== 4) throw wrong(`only notebooks of format 4 can be run, and this is ${value.nbformat}`, path);
  const notebook = value as unknown as Notebook;
  const kernel = kernelOf(notebook);
  if (kernel !== null && kernel !== "deno") throw wrong(`its kernel is not that of Deno but "${kernel}"`, path);
  return { ...notebook, metadata: notebook.metadata ?? {}, nbformat_minor: notebook.nbformat_minor ?? 0 };
}

function kernelOf({ metadata }: Notebook): string | null {
  const spec = metadata?.kernelspec;
  return isTable(spec) && typeof spec.name === "string" ? spec.name : null;
}

function wrong(reason: string, path: string, cause?: unknown): UserError {
  return new UserError(`Cannot run the notebook as ${reason}: current value is "${path}"`, { exitCode: 2, cause });
}
