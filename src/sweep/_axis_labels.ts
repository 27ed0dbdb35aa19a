import { canonicalJson } from "../base/mod.ts";
import type { JsonValue } from "../spec/mod.ts";
import type { Axis } from "./axis.ts";

/** The values of an axis as people read them, each `name=value`, no two alike. */
export function axisLabels({ name, values, names }: Axis): string[] {
  if (names !== undefined) return names.map((one) => `${name}=${shortText(one)}`);
  const short = values.map(shortText);
  const texts = new Set(short).size === values.length ? short : values.map((value) => canonicalJson(value));
  return texts.map((text) => `${name}=${text}`);
}

/** A plain word as it is, an object by its name or type, anything else as JSON. */
function shortText(value: JsonValue): string {
  if (typeof value === "string" && /^[\w.:/+-]+$/.test(value)) return value;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const word = value.name ?? value.type;
    if (typeof word === "string") return word;
  }
  return canonicalJson(value);
}
