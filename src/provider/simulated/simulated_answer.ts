/** What a simulated model says, in no wire format. */
export interface SimulatedAnswer {
  /** Without what a format writes in front of its ids. */
  readonly id: string;
  /** As it was asked for. */
  readonly model: string;
  /** The empty string where it is not told, or none was made. */
  readonly reasoning: string;
  /** What proves the reasoning to who made it; `null` where there is none. */
  readonly signature: string | null;
  /** Empty where tools are called. */
  readonly text: string;
  /** In their order. */
  readonly toolCalls: readonly SimulatedToolCall[];
  /** Why it ends. */
  readonly finishReason: "stop" | "length" | "tool_calls";
  /** The stop sequence that it ended before; `null`: none. */
  readonly stopSequence: string | null;
  /** What was used. */
  readonly usage: SimulatedUsage;
  /** In US dollars; `null` where the endpoint has no price. */
  readonly costUsd: string | null;
}

/** A call of a tool. */
export interface SimulatedToolCall {
  /** Without what a format writes in front of its ids. */
  readonly id: string;
  /** One of the request's. */
  readonly name: string;
  /** Valid JSON of an object, without spaces. */
  readonly arguments: string;
}

/** All counts of an answer; each is known. */
export interface SimulatedUsage {
  /** All of the input. */
  readonly inputTokens: number;
  /** Of the input. */
  readonly cacheReadTokens: number;
  /** Of the input. */
  readonly cacheWriteTokens: number;
  /** All of the output. */
  readonly outputTokens: number;
  /** Of the output. */
  readonly reasoningTokens: number;
  /** Of the input. */
  readonly imageTokens: number;
  /** Images in the request. */
  readonly images: number;
}
