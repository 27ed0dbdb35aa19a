import { UserError } from "../base/mod.ts";
import { type KeyPath, showPath } from "./key_path.ts";
import type { ParameterTable } from "./parameter_table.ts";
import { readParameters } from "./read_parameters.ts";

/**
 * A table of parameters that a loader has checked before, or that comes from code.
 * @throws {UserError} when it is wrong.
 */
export function readValidParameters(raw: unknown, path: KeyPath): ParameterTable {
  return readParameters(raw, path, {
    add(path, rule, value) {
      const shown = value === undefined ? "" : `: current value is ${JSON.stringify(value)}`;
      throw new UserError(`Cannot use the parameters as ${showPath(path)} ${rule}${shown}`, { exitCode: 2 });
    },
  });
}
