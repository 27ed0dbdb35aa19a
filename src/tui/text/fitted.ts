import { cutTo } from "./cut_to.ts";
import { widthOf } from "./width_of.ts";

/** A text in exactly so many columns: filled with spaces, or cut with … at its end. */
export function fitted(text: string, columns: number, align: "left" | "right" = "left"): string {
  if (columns <= 0) return "";
  const whole = cutTo(text, columns);
  const shown = whole.length === text.length ? text : `${cutTo(text, columns - 1)}…`;
  const space = " ".repeat(Math.max(0, columns - widthOf(shown)));
  return align === "left" ? shown + space : space + shown;
}
