import { UserError } from "../../base/mod.ts";
import { PARAMETERS, type RawTable } from "../../config/mod.ts";
import type { ChatParameters, JsonObject, JsonValue } from "../../spec/mod.ts";

/**
 * Parameters under their names in files.
 * @throws {UserError} when one has no name there: tools and formats of answers belong to requests.
 */
export function parameterTable({ extra, ...fields }: ChatParameters): RawTable {
  const names = new Map([...PARAMETERS].map(([name, { field }]) => [field as string, name]));
  const table: { [name: string]: JsonValue } = {};
  for (const [field, value] of Object.entries(fields as JsonObject)) {
    const name = names.get(field);
    if (name === undefined) {
      throw new UserError(
        `Cannot keep the parameter in a profile as files have no name for it: current value is ${field}`,
        {
          exitCode: 2,
        },
      );
    }
    if (value !== undefined) table[name] = value;
  }
  return extra === undefined ? table : { ...table, extra: { ...extra } };
}
