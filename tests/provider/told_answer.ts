import type { AnswerDelta, Completion, WireFormat, WireResponse } from "../../src/spec/mod.ts";

/** What a format tells of a response whose body comes in chunks that end at these offsets. */
export function toldOf(
  format: WireFormat,
  { headers, body }: Pick<WireResponse, "headers" | "body">,
  offsets: readonly number[] = [],
): AnswerDelta[] {
  const told: AnswerDelta[] = [];
  const take = format.follow!(headers, (delta) => told.push(delta));
  const ends = [...offsets, body.length];
  ends.forEach((end, place) => take(body.subarray(ends[place - 1] ?? 0, end)));
  return told;
}

/** What pieces make up, in the names of a completion. */
export function joined(
  told: readonly AnswerDelta[],
): Pick<Completion, "text" | "reasoning" | "refusal" | "toolCalls"> {
  const words = (type: string) =>
    told.map((delta) => delta.type === type && "text" in delta ? delta.text : "").join("");
  const calls: { id: string; name: string; arguments: string }[] = [];
  for (const delta of told) {
    if (delta.type === "call") calls[delta.call] = { id: delta.id, name: delta.name, arguments: "" };
    else if (delta.type === "arguments") calls[delta.call].arguments += delta.text;
  }
  return { text: words("text"), reasoning: words("reasoning"), refusal: words("refusal") || null, toolCalls: calls };
}
