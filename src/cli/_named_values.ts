import { UserError } from "../base/mod.ts";

/** Flags of the form `NAME=VALUE`, each given once. */
export function namedValues(flag: string, given: readonly string[] = []): { [name: string]: string } {
  const values: { [name: string]: string } = {};
  for (const text of given) {
    const at = text.indexOf("=");
    if (at <= 0) throw new UserError(`--${flag} must be NAME=VALUE: current value is "${text}"`, { exitCode: 2 });
    const name = text.slice(0, at);
    if (Object.hasOwn(values, name)) {
      throw new UserError(`--${flag} is given twice for "${name}": current value is "${text}"`, { exitCode: 2 });
    }
    values[name] = text.slice(at + 1);
  }
  return values;
}
