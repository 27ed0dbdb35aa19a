import type { ForeignValue } from "./_foreign_value.ts";

const NULL = /^(?:~|null|Null|NULL|)$/;
const TRUE = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const BINARY = /^([-+]?)0b([01_]+)$/;
const OCTAL = /^([-+]?)0([0-7_]+)$/;
const DECIMAL = /^[-+]?(?:0|[1-9][0-9_]*)$/;
const HEXADECIMAL = /^([-+]?)0x([0-9a-fA-F_]+)$/;
const SEXAGESIMAL = /^([-+]?)([1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT = /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+][0-9]+)?$/;
const NOT_FINITE = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/**
 * What PyYAML, which writes vcrpy's files, means by an unquoted text. It quotes what it would itself take for a number or
 * a truth value and nothing else: by another reader's rules the text `1e5` would be a number, and `y` would be true.
 */
export function pyYamlScalar(text: string): ForeignValue {
  if (NULL.test(text)) return null;
  if (TRUE.test(text)) return true;
  if (FALSE.test(text)) return false;
  return pyYamlInteger(text) ?? pyYamlFloat(text) ?? text;
}

function pyYamlInteger(text: string): ForeignValue | undefined {
  if (DECIMAL.test(text)) return integer(text.replaceAll("_", ""));
  const based = [[BINARY, "0b"], [HEXADECIMAL, "0x"], [OCTAL, "0o"]] as const;
  for (const [pattern, prefix] of based) {
    const match = pattern.exec(text);
    const digits = match?.[2].replaceAll("_", "");
    if (match !== null && digits !== "") return integer(prefix + digits, match[1] === "-");
  }
  const parts = SEXAGESIMAL.exec(text);
  if (parts === null) return undefined;
  const value = parts[2].replaceAll("_", "").split(":").reduce((sum, part) => sum * 60n + BigInt(part), 0n);
  return integer(String(value), parts[1] === "-");
}

function pyYamlFloat(text: string): number | undefined {
  if (FLOAT.test(text)) return Number(text.replaceAll("_", ""));
  if (!NOT_FINITE.test(text)) return undefined;
  return /nan/i.test(text) ? NaN : text.startsWith("-") ? -Infinity : Infinity;
}

function integer(digits: string, isNegative = false): number | bigint {
  const value = BigInt(digits.replace(/^\+/, "")) * (isNegative ? -1n : 1n);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
