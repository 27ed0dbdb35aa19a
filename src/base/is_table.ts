/** Whether a value out of TOML or JSON is a table: no list, no `null`, and no date, which is an object too. */
export function isTable(value: unknown): value is { [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
