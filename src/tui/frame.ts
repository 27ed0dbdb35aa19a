/** What a piece of a line is, for whoever has colours; its words and marks say it too. */
export type Tone = "plain" | "dim" | "strong" | "title" | "good" | "warning" | "bad" | "accent" | "cursor";

/** A piece of a line. */
export interface Span {
  /** Without line breaks and control characters. */
  readonly text: string;
  /** `plain` unless given. */
  readonly tone?: Tone;
}

/** A line, from left to right. */
export type Line = readonly Span[];

/** How large a terminal is, in characters. */
export interface Size {
  /** From left to right. */
  readonly columns: number;
  /** From top to bottom. */
  readonly rows: number;
}

/** All that a terminal shows. */
export interface Frame {
  /** From the top; none is wider than the terminal, and there are no more than it has rows. */
  readonly lines: readonly Line[];
}
