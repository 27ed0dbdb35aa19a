import type { JsonObject, JsonValue, Segment } from "../../spec/mod.ts";
import { isObject } from "../_read.ts";
import { type Places, placesIn } from "./_places.ts";

/**
 * The parts of a request's body, in the order of reading: model, parameters, system, message 1…n, tools, response
 * format. Every value of the body is in exactly one of them, and stands in the body at the segment's pointer followed by
 * its place within the segment. Total: what is no request of the format is `parameters` as a whole.
 */
export function segmentsOf(wire: string, body: JsonValue): Segment[] {
  if (!isObject(body)) return [{ name: "parameters", pointer: "", value: body }];
  const places = placesIn(wire, body);
  const rest = new Rest(body);
  const model = rest.take(["model"], "model");
  const system = rest.take(places.system, "system");
  const conversation = conversationOf(rest, places, system.length);
  const tools = rest.take(places.tools, "tools");
  const format = rest.takeWithin(places.format, "response format");
  const parameters = rest.parameters(model.length + system.length + conversation.length + tools.length + format.length);
  return [...model, ...parameters, ...system, ...conversation, ...tools, ...format];
}

/** What no segment has taken yet. */
class Rest {
  readonly #fields: Map<string, JsonValue>;

  constructor(body: JsonObject) {
    this.#fields = new Map(Object.entries(body));
  }

  get(name: string): JsonValue | undefined {
    return this.#fields.get(name);
  }

  drop(name: string): void {
    this.#fields.delete(name);
  }

  /** A segment of whole fields: of the one by itself, of several an object. */
  take(names: readonly string[], name: string): Segment[] {
    const found = names.filter((one) => this.#fields.has(one));
    const fields = found.map((one): [string, JsonValue] => [one, this.#fields.get(one)!]);
    for (const one of found) this.drop(one);
    if (fields.length === 0) return [];
    if (names.length === 1) return [{ name, pointer: `/${fields[0][0]}`, value: fields[0][1] }];
    // Of several possible fields always an object, so that two requests can be compared place by place.
    return [{ name, pointer: "", value: Object.fromEntries(fields) }];
  }

  /** A segment of fields, some of which stand within others. */
  takeWithin(paths: readonly (readonly string[])[], name: string): Segment[] {
    const taken = new Map<string, JsonValue>();
    for (const [outer, inner] of paths) {
      const value = this.#fields.get(outer);
      if (value === undefined) continue;
      if (inner === undefined) {
        taken.set(outer, value);
        this.drop(outer);
      } else if (isObject(value) && Object.hasOwn(value, inner)) {
        const others = Object.entries(value).filter(([key]) => key !== inner);
        taken.set(outer, Object.fromEntries([...Object.entries(taken.get(outer) ?? {}), [inner, value[inner]]]));
        if (others.length === 0) this.drop(outer);
        else this.#fields.set(outer, Object.fromEntries(others));
      }
    }
    return taken.size === 0 ? [] : [{ name, pointer: "", value: Object.fromEntries(taken) }];
  }

  /** All that is left; also when nothing is, where there is no other segment. */
  parameters(others: number): Segment[] {
    if (this.#fields.size === 0 && others > 0) return [];
    return [{ name: "parameters", pointer: "", value: Object.fromEntries(this.#fields) }];
  }
}

function conversationOf(rest: Rest, { messages: field }: Places, systemsBefore: number): Segment[] {
  const value = rest.get(field);
  if (typeof value === "string") {
    rest.drop(field);
    return [{ name: "message 1", pointer: `/${field}`, value }];
  }
  if (!Array.isArray(value) || value.length === 0) return [];
  rest.drop(field);
  const firstOther = value.findIndex((message) => !isSystem(message));
  const systems = firstOther < 0 ? value.length : firstOther;
  return value.map((message, i) => ({
    // The conversation is counted from behind the system prompt.
    name: i >= systems ? `message ${i - systems + 1}` : numbered("system", systemsBefore + i + 1),
    pointer: `/${field}/${i}`,
    value: message,
  }));
}

function numbered(name: string, number: number): string {
  return number === 1 ? name : `${name} ${number}`;
}

function isSystem(message: JsonValue): boolean {
  return isObject(message) && (message.role === "system" || message.role === "developer");
}
