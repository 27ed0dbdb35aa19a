import { UserError } from "../base/mod.ts";
import type { ChatParameters, JsonObject, JsonValue } from "../spec/mod.ts";
import type { RawTable } from "./config_file.ts";
import { PARAMETERS } from "./parameters.ts";

/**
 * Parameters under their names in files, the way back from `readParameters`.
 * @throws {UserError} when one cannot stand in a file: TOML has no null.
 */
export function rawParameters({ extra, ...fields }: ChatParameters): RawTable {
  const table: { [name: string]: JsonValue } = {};
  for (const [name, { field }] of PARAMETERS) {
    const value = (fields as JsonObject)[field];
    if (value !== undefined) table[name] = value;
  }
  if (extra !== undefined && Object.keys(extra).length > 0) table.extra = { ...extra };
  refuseNull(table, []);
  return table;
}

function refuseNull(value: JsonValue, path: readonly string[]): void {
  if (value === null) {
    throw new UserError(
      `Cannot keep the parameter ${path.join(".")} in a file as TOML cannot say null: current value is null`,
      { exitCode: 2 },
    );
  }
  if (typeof value !== "object") return;
  for (const [key, one] of Object.entries(value)) refuseNull(one, [...path, key]);
}
