import { Box, Text, type TextProps } from "ink";
import { createElement } from "react";
import type { Frame, Size, Span, Tone } from "./frame.ts";

/** Told apart by more than the colour: see the marks and words that they stand beside. */
const LOOKS: { readonly [tone in Tone]: TextProps } = {
  plain: {},
  dim: { dimColor: true },
  strong: { bold: true },
  title: { bold: true, color: "cyan" },
  good: { color: "green" },
  warning: { color: "yellow" },
  bad: { color: "red", bold: true },
  accent: { color: "cyan" },
  cursor: { inverse: true },
};

/** A frame, line by line. Without JSX, whose types are the whole program's and would stand in for those of browsers. */
export function FrameView(
  { frame, size: { columns, rows }, color }: { readonly frame: Frame; readonly size: Size; readonly color: boolean },
) {
  const lines = frame.lines.map((line, key) =>
    createElement(
      Text,
      { key, wrap: "truncate-end" },
      line.length === 0 ? " " : line.map((span, place) => spanView(span, { key: place, color })),
    )
  );
  return createElement(Box, { flexDirection: "column", width: columns, height: rows, overflow: "hidden" }, lines);
}

function spanView({ text, tone = "plain" }: Span, { key, color }: { readonly key: number; readonly color: boolean }) {
  const { color: ink, ...marks } = LOOKS[tone];
  return createElement(Text, { key, ...marks, ...(color && ink !== undefined ? { color: ink } : {}) }, text);
}
