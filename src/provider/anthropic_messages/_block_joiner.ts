import type { AnswerPart, JsonObject, JsonValue } from "../../spec/mod.ts";
import { listOf, parseJson } from "../_read.ts";
import { answerPartOf } from "./_parts.ts";

interface OpenBlock {
  readonly index: JsonValue | undefined;
  readonly block: JsonObject;
  /** What came in fragments, by the field that each goes into. */
  readonly texts: Map<string, string[]>;
  readonly citations: JsonValue[];
}

/** The fields of a delta that are the fragments of a text, and the block's field that they make up. */
const FRAGMENTS: readonly (readonly [delta: string, field: string])[] = [
  ["text", "text"],
  ["thinking", "thinking"],
  ["signature", "signature"],
  ["partial_json", "input"],
  // A summary of what was taken out of the context.
  ["content", "content"],
];

/** The blocks of an answer in their order, but the calls of our tools, joined from their fragments. */
export class BlockJoiner {
  readonly #blocks: OpenBlock[] = [];

  /** Begin a block, or take a whole one. */
  begin(block: JsonObject, index: JsonValue | undefined): void {
    if (block.type !== "tool_use") this.#blocks.push({ index, block, texts: new Map(), citations: [] });
  }

  /** Take what a delta adds to the block of an index. */
  add(delta: JsonObject, index: JsonValue | undefined): void {
    const open = this.#blocks.findLast((block) => block.index === index);
    if (open === undefined) return;
    if (delta.citation !== undefined) open.citations.push(delta.citation);
    for (const [name, field] of FRAGMENTS) {
      const fragment = delta[name];
      if (typeof fragment !== "string" || fragment === "") continue;
      const fragments = open.texts.get(field);
      if (fragments === undefined) open.texts.set(field, [fragment]);
      else fragments.push(fragment);
    }
  }

  /** The blocks as parts, where there is more to them than their plain text. */
  parts(): readonly AnswerPart[] | undefined {
    // The provider refuses an empty text when it comes back.
    const parts = this.#blocks.map((open) => answerPartOf(whole(open)))
      .filter((part) => part.type !== "text" || part.text !== "");
    return parts.some((part) => part.type !== "text" || part.extra !== undefined) ? parts : undefined;
  }
}

/** A block as it would stand in an answer that is not streamed; a text without citations says nothing of them. */
function whole({ block, texts, citations }: OpenBlock): JsonObject {
  const joined: JsonObject = { ...block };
  for (const [field, fragments] of texts) {
    const text = fragments.join("");
    if (field === "input") joined.input = parseJson(text) ?? text;
    else joined[field] = (typeof joined[field] === "string" ? joined[field] : "") + text;
  }
  const cited = [...listOf(joined.citations), ...citations];
  if (cited.length > 0) joined.citations = cited;
  else if (joined.type === "text") delete joined.citations;
  return joined;
}
