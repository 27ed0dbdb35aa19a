import { isTable, UserError } from "../../base/mod.ts";
import { printKeys, printValue } from "./_print_value.ts";

/**
 * A TOML text of some tables: each table of the top has a header of its own, and everything within stands on one line and
 * in its order, which a list of headers could not keep.
 *
 * @throws {UserError} when there is a value that TOML cannot carry, such as `null`.
 */
export function printToml(tables: { readonly [key: string]: unknown }): string {
  const entries = Object.entries(tables).filter(([, value]) => value !== undefined);
  const plain = entries.filter(([, value]) => !isTable(value) && !isTableList(value));
  const sections = entries.flatMap(([key, value]) => {
    if (isTable(value)) return [sectionText(`[${printKeys([key])}]`, value)];
    return isTableList(value) ? value.map((one) => sectionText(`[[${printKeys([key])}]]`, one)) : [];
  });
  return [plain.map(([key, value]) => line(key, value)).join(""), ...sections].filter((text) => text !== "").join("\n");
}

function isTableList(value: unknown): value is { readonly [key: string]: unknown }[] {
  return Array.isArray(value) && value.length > 0 && value.every(isTable);
}

function sectionText(header: string, table: { readonly [key: string]: unknown }): string {
  const entries = Object.entries(table).filter(([, value]) => value !== undefined);
  return `${header}\n${entries.map(([key, value]) => line(key, value)).join("")}`;
}

function line(key: string, value: unknown): string {
  try {
    return `${printKeys([key])} = ${printValue(value)}\n`;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UserError(`Cannot write "${key}" as TOML as it has a value that TOML cannot carry: ${error.message}`, {
      exitCode: 2,
      cause: error,
    });
  }
}
