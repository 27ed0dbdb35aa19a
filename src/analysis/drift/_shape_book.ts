import type { JsonValue } from "../../spec/mod.ts";

/** A place in bodies, with those below it. */
interface Place {
  /** What the event calls itself that it is in; the empty string for whole bodies and events without a type. */
  readonly event: string;
  /** JSON Pointer, with `*` for every item of an array. */
  readonly pointer: string;
  readonly children: Map<string, Place>;
  /** The number of the feature of each type that was seen here. */
  readonly types: Map<string, number>;
}

/** A place of bodies with the type of what stands there. */
export interface ShapeFeature {
  /** `/usage/prompt_tokens`; of events that have a type, `message_start /message/id`. */
  readonly place: string;
  /** `string`, `number`, `boolean`, `null`, `object` or `array`. */
  readonly type: string;
}

/** What a model chose: the names in there are not the API's. */
const CHOSEN: ReadonlySet<string> = new Set(["arguments", "args", "input"]);

/** The shapes of bodies: which places they have, and values of which types stand there. */
export class ShapeBook {
  readonly #features: ShapeFeature[] = [];
  readonly #roots = new Map<string, Place>();
  readonly #shapes = new Map<string, number>();
  readonly #members: (readonly number[])[] = [];

  /** The number of the shape of these documents: bodies of the same shape have the same one. */
  shapeOf(documents: readonly JsonValue[]): number {
    const found = new Set<number>();
    for (const document of documents) {
      const event = documents.length > 1 ? eventOf(document) : "";
      let root = this.#roots.get(event);
      if (root === undefined) this.#roots.set(event, root = placeAt(event, ""));
      this.#collect(document, root, found);
    }
    const members = [...found].sort((a, b) => a - b);
    const key = members.join();
    let shape = this.#shapes.get(key);
    if (shape === undefined) this.#shapes.set(key, shape = this.#members.push(members) - 1);
    return shape;
  }

  /** The features of a shape, by their numbers. */
  featuresOf(shape: number): readonly number[] {
    return this.#members[shape];
  }

  /** A feature by its number. */
  feature(number: number): ShapeFeature {
    return this.#features[number];
  }

  #collect(value: JsonValue, place: Place, found: Set<number>): void {
    const type = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
    let feature = place.types.get(type);
    if (feature === undefined) {
      feature = this.#features.push({ place: `${place.event} ${place.pointer || "/"}`.trimStart(), type }) - 1;
      place.types.set(type, feature);
    }
    found.add(feature);
    if (typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) {
      const items = childOf(place, "*");
      for (const item of value) this.#collect(item, items, found);
      return;
    }
    for (const name in value) {
      if (CHOSEN.has(name) && typeof value[name] === "object") continue;
      this.#collect(value[name], childOf(place, name), found);
    }
  }
}

function placeAt(event: string, pointer: string): Place {
  return { event, pointer, children: new Map(), types: new Map() };
}

function childOf(place: Place, name: string): Place {
  let child = place.children.get(name);
  if (child === undefined) {
    child = placeAt(place.event, `${place.pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`);
    place.children.set(name, child);
  }
  return child;
}

/** What an event calls itself. */
function eventOf(document: JsonValue): string {
  const isObject = typeof document === "object" && document !== null && !Array.isArray(document);
  return isObject && typeof document.type === "string" ? document.type : "";
}
