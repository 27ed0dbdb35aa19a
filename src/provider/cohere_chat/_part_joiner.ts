import type { AnswerPart, JsonObject, JsonValue } from "../../spec/mod.ts";
import { isObject, listOf, textOrNull } from "../_read.ts";
import { WIRE } from "./_parts.ts";

interface OpenPart {
  readonly type: "text" | "reasoning";
  readonly texts: string[];
}

/** The parts of an answer in their order, joined from their pieces: thoughts, text, the plan for the tools, citations. */
export class PartJoiner {
  readonly #parts: OpenPart[] = [];
  readonly #plan: string[] = [];
  readonly #citations: JsonValue[] = [];

  /** Take a message, whole or a piece of it. */
  add({ content, tool_plan: plan, citations }: JsonObject): void {
    for (const piece of isObject(content) ? [content] : listOf(content)) {
      if (!isObject(piece)) continue;
      this.#addText("reasoning", piece.thinking);
      this.#addText("text", piece.text);
    }
    if (typeof plan === "string") this.#plan.push(plan);
    this.#citations.push(...isObject(citations) ? [citations] : listOf(citations));
  }

  /** All of it, where there is more than text. The plan is told apart from text by the calls that it is for. */
  parts(hasCalls: boolean): readonly AnswerPart[] | undefined {
    const parts: AnswerPart[] = this.#parts.map(({ type, texts }) => ({ type, text: texts.join("") }));
    const plan = this.#plan.join("");
    if (plan !== "" && hasCalls) parts.push({ type: "text", text: plan });
    if (this.#citations.length > 0) {
      parts.push({ type: "native", wire: WIRE, value: { citations: [...this.#citations] } });
    }
    const isPlain = plan === "" && parts.every(({ type }) => type === "text");
    return isPlain || parts.length === 0 ? undefined : parts;
  }

  #addText(type: OpenPart["type"], value: unknown): void {
    const text = textOrNull(value);
    if (text === null) return;
    const last = this.#parts.at(-1);
    if (last?.type === type) last.texts.push(text);
    else this.#parts.push({ type, texts: [text] });
  }
}
