import type { JsonArray, JsonObject, JsonValue } from "../../spec/mod.ts";
import { isObject } from "../_read.ts";

/** A step of a path: `.city`, `[0]`, `['a b']`. */
const STEP = /\.([^.[\]]+)|\[(\d{1,6})\]|\[(?:'([^']*)'|"([^"]*)")\]/gy;

type Step = string | number;

/** The arguments of a call that come value by value, each with the path of its place: `$.stops[0].city`. */
export class PartialArguments {
  readonly #root: JsonObject = empty();
  /** The path of a text that goes on. */
  #going: string | null = null;

  /** Take one value in. Says whether it was understood. */
  add(part: JsonValue): boolean {
    if (!isObject(part) || typeof part.jsonPath !== "string") return false;
    const steps = stepsOf(part.jsonPath);
    const value = valueOf(part);
    if (steps === null || value === undefined) return false;
    const goesOn = this.#going === part.jsonPath;
    this.#going = part.willContinue === true ? part.jsonPath : null;
    return put(this.#root, steps, { value, goesOn });
  }

  /** The arguments as JSON, as far as they have come. */
  get text(): string {
    return JSON.stringify(this.#root);
  }
}

/** Without a prototype, so that no name is special. */
function empty(): JsonObject {
  return Object.create(null);
}

function valueOf(part: JsonObject): JsonValue | undefined {
  if ("nullValue" in part) return null;
  return part.stringValue ?? part.numberValue ?? part.boolValue;
}

/** The steps of a path, of which there is at least one; `null` where it is none. */
function stepsOf(path: string): Step[] | null {
  const steps = [...path.slice(1).matchAll(STEP)];
  const length = steps.reduce((sum, [step]) => sum + step.length, 1);
  if (!path.startsWith("$") || steps.length === 0 || length !== path.length) return null;
  return steps.map(([, name, index, single, double]) => index === undefined ? name ?? single ?? double : Number(index));
}

function put(root: JsonObject, steps: readonly Step[], { value, goesOn }: { value: JsonValue; goesOn: boolean }) {
  let place: JsonObject | JsonArray = root;
  for (const [depth, step] of steps.entries()) {
    if (!fits(place, step)) return false;
    const before: JsonValue | undefined = get(place, step);
    if (depth === steps.length - 1) {
      const isMore = goesOn && typeof before === "string" && typeof value === "string";
      set(place, step, isMore ? before + value : value);
      return true;
    }
    const next: JsonValue = before ?? (typeof steps[depth + 1] === "number" ? [] : empty());
    if (typeof next !== "object" || next === null) return false;
    set(place, step, next);
    place = next;
  }
  return false;
}

/** Lists grow by one item at a time. */
function fits(place: JsonObject | JsonArray, step: Step): boolean {
  return Array.isArray(place) ? typeof step === "number" && step <= place.length : typeof step === "string";
}

function get(place: JsonObject | JsonArray, step: Step): JsonValue | undefined {
  return (place as { [step: Step]: JsonValue })[step];
}

function set(place: JsonObject | JsonArray, step: Step, value: JsonValue): void {
  (place as { [step: Step]: JsonValue })[step] = value;
}
