import type { JsonObject, JsonValue, ReasoningPart } from "../../spec/mod.ts";
import { isObject, listOf, textOrNull } from "../_read.ts";

const ENCRYPTED = "reasoning.encrypted";
const SUMMARY = "reasoning.summary";
/** What every kind of detail begins with, and nothing else that stands in an `extra` as a `type`. */
const PREFIX = "reasoning.";

/** Fields whose pieces are joined; of all others the last that says anything holds. */
const JOINED = ["text", "summary"];

/** The `reasoning_details` of routers, whole or put together from the pieces of a stream. */
export class ReasoningDetails {
  readonly #details: { [name: string]: JsonValue }[] = [];

  get isEmpty(): boolean {
    return this.#details.length === 0;
  }

  add(value: JsonValue): void {
    for (const piece of listOf(value)) {
      if (!isObject(piece)) continue;
      const last = this.#details.at(-1);
      if (last !== undefined && continues(piece, last)) join(last, piece);
      else this.#details.push({ ...piece });
    }
  }

  /** As parts of a message, from which `detailOf` makes the same again. */
  parts(): ReasoningPart[] {
    return this.#details.map(partOf);
  }
}

/** Pieces of one detail have its type and index; what is encrypted comes whole. */
function continues(piece: JsonObject, last: JsonObject): boolean {
  const isOfOne = (piece.id ?? null) === null || (last.id ?? null) === null || piece.id === last.id;
  return piece.type === last.type && piece.type !== ENCRYPTED && piece.index === last.index && isOfOne;
}

function join(last: { [name: string]: JsonValue }, piece: JsonObject): void {
  for (const [name, value] of Object.entries(piece)) {
    if (JOINED.includes(name)) last[name] = (textOrNull(last[name]) ?? "") + (textOrNull(value) ?? "");
    else if (name !== "__proto__" && value !== null && value !== "") last[name] = value;
  }
}

/** A detail as a part. What the part has no name for stands in its `extra`, the type always. */
export function partOf(detail: JsonObject): ReasoningPart {
  const words = detail.type === SUMMARY ? "summary" : "text";
  const named = new Set([words, "signature", "data"].filter((name) => textOrNull(detail[name]) !== null));
  const extra = Object.fromEntries(Object.entries(detail).filter(([name]) => !named.has(name)));
  const signature = textOrNull(detail.signature);
  const redacted = textOrNull(detail.data);
  return {
    type: "reasoning",
    text: textOrNull(detail[words]) ?? "",
    ...(signature === null ? {} : { signature }),
    ...(redacted === null ? {} : { redacted }),
    extra,
  };
}

/** The detail that a part was made from; `null` for a part that was not made from one. */
export function detailOf({ text, signature, redacted, extra }: ReasoningPart): JsonObject | null {
  const type = textOrNull(extra?.type);
  if (type === null || !type.startsWith(PREFIX)) return null;
  return {
    ...extra,
    ...(text === "" ? {} : { [type === SUMMARY ? "summary" : "text"]: text }),
    ...(signature === undefined ? {} : { signature }),
    ...(redacted === undefined ? {} : { data: redacted }),
  };
}

/** Whether a value is a list of details only, each of a type that is known by its name. */
export function areDetails(value: JsonValue | undefined): value is JsonObject[] {
  return Array.isArray(value) && value.length > 0 &&
    value.every((item) => isObject(item) && (textOrNull(item.type) ?? "").startsWith(PREFIX));
}
