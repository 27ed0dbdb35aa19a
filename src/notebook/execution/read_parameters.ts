import { parse as parseYaml } from "yaml";
import { UserError } from "../../base/mod.ts";
import type { JsonValue } from "../../spec/mod.ts";

/** A parameter as it was given: a value, or a text that is read as what the notebook's own default is. */
export type GivenParameter =
  | { readonly name: string; readonly value: JsonValue }
  | { readonly name: string; readonly text: string };

/** Parameters of the command line, in the forms that papermill has. */
export interface ParameterTexts {
  /** `name=value`, read as what the notebook's default is. */
  readonly typed?: readonly string[];
  /** `name=value`, a string whatever it looks like. */
  readonly raw?: readonly string[];
  /** YAML or JSON of several parameters: `{top: 3}`. */
  readonly yaml?: readonly string[];
}

/**
 * The parameters that texts name. Those of YAML come first: what is given by itself counts more.
 *
 * @throws {UserError} with exit code 2 when a text has no name or is no YAML, or a name is given twice by itself.
 */
export function readParameters({ typed = [], raw = [], yaml = [] }: ParameterTexts): GivenParameter[] {
  const alone: GivenParameter[] = [
    ...typed.map((pair) => named(pair, (name, text) => ({ name, text }))),
    ...raw.map((pair) => named(pair, (name, value) => ({ name, value }))),
  ];
  const twice = alone.find(({ name }, i) => alone.findIndex((other) => other.name === name) !== i);
  if (twice !== undefined) throw wrong(`the parameter is given twice: current value is "${twice.name}"`);
  const given = new Map([...yaml.flatMap(fromYaml), ...alone].map((one) => [one.name, one]));
  return [...given.values()];
}

function named<T>(pair: string, make: (name: string, value: string) => T): T {
  const [, name, value] = /^([A-Za-z_$][\w$]*)=(.*)$/s.exec(pair) ?? [];
  if (name === undefined) throw wrong(`a parameter is written name=value: current value is "${pair.split("=")[0]}"`);
  return make(name, value);
}

function fromYaml(text: string): GivenParameter[] {
  let value: unknown;
  try {
    value = parseYaml(text, { maxAliasCount: 100 });
    value = JSON.parse(JSON.stringify(value ?? null));
  } catch (cause) {
    throw wrong(`the text is no YAML (${(cause as Error).message.split("\n")[0]})`, cause);
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw wrong(`YAML of parameters has names, as in {top: 3}: current value is ${JSON.stringify(value)}`);
  }
  return Object.entries(value as { [name: string]: JsonValue }).map(([name, value]) => ({ name, value }));
}

function wrong(reason: string, cause?: unknown): UserError {
  return new UserError(`Cannot read the parameters as ${reason}`, { exitCode: 2, cause });
}
