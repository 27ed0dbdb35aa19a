/**
 * A piece of an answer, told while the answer comes. All pieces of an answer make it up, in the order in which they came;
 * no text is empty.
 */
export type AnswerDelta =
  /** More words of the answer, of the reasoning, or of the refusal. */
  | { readonly type: "text" | "reasoning" | "refusal"; readonly text: string }
  /** A call of a tool begins; `call` is its place among the calls, from 0. */
  | { readonly type: "call"; readonly call: number; readonly id: string; readonly name: string }
  /** More of the JSON text of a call's arguments. */
  | { readonly type: "arguments"; readonly call: number; readonly text: string };
