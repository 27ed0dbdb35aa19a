import { type Schema, Validator } from "@cfworker/json-schema";
import { jsonPointerGet } from "../../base/mod.ts";
import type { JsonObject, JsonValue } from "../../spec/mod.ts";
import { isObject, listOf } from "../_read.ts";
import { between, pick, type Random } from "./_draws.ts";
import { patternText } from "./_pattern_text.ts";
import { formatText } from "./_format_text.ts";
import { fewWords } from "./_words.ts";

const TRIES = 20;
/** From here on, what need not be there is not: schemas that refer to themselves come to an end. */
const DEEP = 4;
const DEEPEST = 40;
const COMPOSED = ["$ref", "allOf", "anyOf", "oneOf"] as const;

/** A value that follows a JSON Schema, or `undefined` where none is found, as with schemas that nothing follows. */
export function schemaInstance(schema: JsonObject, random: Random): JsonValue | undefined {
  const root = plainSchema(schema) as JsonObject;
  try {
    const validator = new Validator(structuredClone(root) as Schema, "2020-12");
    for (let i = 0; i < TRIES; i++) {
      const value = new InstanceMaker(root, random).make(root, 0);
      if (validator.validate(value).valid) return value;
    }
  } catch {
    // A pattern that is none, a reference that leads nowhere or in a circle.
  }
  return undefined;
}

/** Gemini's schemas are OpenAPI's: types in capitals, and `nullable`. */
function plainSchema(schema: JsonValue): JsonValue {
  if (Array.isArray(schema)) return schema.map(plainSchema);
  if (!isObject(schema)) return schema;
  const plain: JsonObject = {};
  for (const [name, value] of Object.entries(schema)) {
    const isData = name === "enum" || name === "const" || name === "default" || name === "examples";
    plain[name] = isData ? value : plainSchema(value);
  }
  if (typeof plain.type === "string") plain.type = plain.type.toLowerCase();
  if (plain.nullable === true && typeof plain.type === "string") plain.type = [plain.type, "null"];
  return plain;
}

class InstanceMaker {
  readonly #root: JsonObject;
  readonly #random: Random;

  constructor(root: JsonObject, random: Random) {
    this.#root = root;
    this.#random = random;
  }

  make(schema: JsonValue | undefined, depth: number): JsonValue {
    if (depth > DEEPEST) throw new RangeError("the schema has no end");
    if (!isObject(schema)) return fewWords(this.#random, 1);
    if (COMPOSED.some((name) => schema[name] !== undefined)) return this.make(this.#composed(schema, depth), depth + 1);
    if (schema.const !== undefined) return schema.const;
    if (Array.isArray(schema.enum) && schema.enum.length > 0) return pick(this.#random, schema.enum);
    switch (this.#typeOf(schema)) {
      case "object":
        return this.#object(schema, depth);
      case "array":
        return this.#array(schema, depth);
      case "integer":
        return this.#number(schema, true);
      case "number":
        return this.#number(schema, false);
      case "boolean":
        return this.#random() < 0.5;
      case "null":
        return null;
      default:
        return this.#string(schema);
    }
  }

  /** The schema with what it refers to and one of its alternatives drawn into it. */
  #composed(schema: JsonObject, depth: number): JsonObject {
    const { $ref, allOf, anyOf, oneOf, ...own } = schema;
    let merged = own;
    if (typeof $ref === "string") merged = merge(objectAt(this.#root, $ref), merged);
    for (const part of listOf(allOf)) if (isObject(part)) merged = merge(merged, part);
    for (const alternatives of [listOf(anyOf), listOf(oneOf)]) {
      if (alternatives.length === 0) continue;
      const simple = alternatives.filter((one) => !JSON.stringify(one).includes('"$ref"'));
      const chosen = pick(this.#random, depth > DEEP && simple.length > 0 ? simple : alternatives);
      if (isObject(chosen)) merged = merge(merged, chosen);
    }
    return merged;
  }

  #typeOf(schema: JsonObject): string {
    const { type } = schema;
    if (typeof type === "string") return type;
    if (Array.isArray(type)) {
      const solid = type.filter((one) => one !== "null");
      return String(solid.length === 0 || (type.length > 1 && this.#random() < 0.2) ? "null" : solid[0]);
    }
    if (schema.properties !== undefined || schema.required !== undefined) return "object";
    if (schema.items !== undefined || schema.prefixItems !== undefined) return "array";
    if (schema.minimum !== undefined || schema.maximum !== undefined || schema.multipleOf !== undefined) {
      return "number";
    }
    return "string";
  }

  #object(schema: JsonObject, depth: number): JsonObject {
    const properties = isObject(schema.properties) ? schema.properties : {};
    const required = listOf(schema.required).map(String);
    const made: JsonObject = {};
    for (const [name, property] of Object.entries(properties)) {
      const isWanted = required.includes(name) || (depth <= DEEP && this.#random() < 0.6);
      if (isWanted) made[name] = this.make(property, depth + 1);
    }
    for (const name of required) {
      if (!Object.hasOwn(made, name)) made[name] = this.make(schema.additionalProperties, depth + 1);
    }
    const least = numberOr(schema.minProperties, 0);
    const others = isObject(schema.additionalProperties) ? schema.additionalProperties : undefined;
    // A map has its entries in `additionalProperties` alone.
    const wanted = others !== undefined && Object.keys(properties).length === 0 ? Math.max(least, 1) : least;
    for (let i = 0; Object.keys(made).length < wanted && i < wanted * TRIES; i++) {
      made[fewWords(this.#random, 1)] = this.make(others, depth + 1);
    }
    return made;
  }

  #array(schema: JsonObject, depth: number): JsonValue[] {
    const made = listOf(schema.prefixItems).map((item) => this.make(item, depth + 1));
    const least = Math.max(numberOr(schema.minItems, 0), schema.contains === undefined ? 0 : 1);
    const most = Math.max(least, Math.min(numberOr(schema.maxItems, least + 2), least + 2));
    const length = depth > DEEP ? least : between(this.#random, [Math.min(most, Math.max(least, 1)), most]);
    if (schema.items === false) return made;
    const seen = new Set(made.map((value) => JSON.stringify(value)));
    for (let i = 0; made.length < length && i < length * TRIES; i++) {
      const isFirst = schema.contains !== undefined && i === 0;
      const value = this.make(isFirst ? schema.contains : schema.items, depth + 1);
      const text = JSON.stringify(value);
      if (schema.uniqueItems === true && seen.has(text)) continue;
      seen.add(text);
      made.push(value);
    }
    return made;
  }

  #number(schema: JsonObject, isWhole: boolean): number {
    const step = numberOr(schema.multipleOf, isWhole ? 1 : 0.01);
    const over = numberOr(schema.exclusiveMinimum, -Infinity);
    const under = numberOr(schema.exclusiveMaximum, Infinity);
    const low = Math.max(numberOr(schema.minimum, -Infinity), over);
    const high = Math.min(numberOr(schema.maximum, Infinity), under);
    const from = low === -Infinity ? (high === Infinity ? 0 : high - 100 * step) : low;
    const to = high === Infinity ? from + 100 * step : high;
    let first = Math.ceil(from / step);
    let last = Math.floor(to / step);
    if (first * step <= over) first++;
    if (last * step >= under) last--;
    // No multiple of the step lies between: a number without one may.
    if (first > last) return schema.multipleOf === undefined && !isWhole ? (from + to) / 2 : first * step;
    return Number((between(this.#random, [first, last]) * step).toPrecision(12));
  }

  #string(schema: JsonObject): string {
    if (typeof schema.pattern === "string") return patternText(schema.pattern, this.#random) ?? "";
    const formatted = typeof schema.format === "string" ? formatText(schema.format, this.#random) : undefined;
    if (formatted !== undefined) return formatted;
    const least = numberOr(schema.minLength, 0);
    let text = fewWords(this.#random, between(this.#random, [1, 3]));
    while (text.length < least) text += ` ${fewWords(this.#random, 1)}`;
    return text.slice(0, numberOr(schema.maxLength, text.length));
  }
}

/** Both hold: properties are joined, and of the rest the second wins. */
function merge(first: JsonObject, second: JsonObject): JsonObject {
  const merged = { ...first, ...second };
  if (isObject(first.properties) && isObject(second.properties)) {
    merged.properties = { ...first.properties, ...second.properties };
  }
  if (Array.isArray(first.required) && Array.isArray(second.required)) {
    merged.required = [...first.required, ...second.required];
  }
  return merged;
}

function objectAt(root: JsonObject, reference: string): JsonObject {
  const target = reference === "#" ? root : jsonPointerGet(root, decodeURIComponent(reference.replace(/^#/, "")));
  if (!isObject(target)) throw new RangeError(`nothing is at ${reference}`);
  return target;
}

function numberOr(value: JsonValue | undefined, other: number): number {
  return typeof value === "number" ? value : other;
}
