import type { Line } from "../../frame.ts";
import { type FormFields, textOf } from "../../state/mod.ts";
import { fitted, oneLine, widthOf, wrapped } from "../../text/mod.ts";
import { inputLine } from "../input_line.ts";
import type { FormField } from "./form_field.ts";

/** How a form is drawn. */
export interface FormLinesOptions {
  /** The fields that are asked for. */
  readonly seen: readonly FormField[];
  /** What is wrong, by field, as the end of a sentence. */
  readonly problems: { readonly [name: string]: string | undefined };
  /** What the button says. */
  readonly button: string;
  /** How wide it may be. */
  readonly columns: number;
}

/** A form line by line, each wrong field with its rule below it, and which of the lines has the cursor. */
export function formLines(
  { fields, at }: FormFields,
  { seen, problems, button, columns }: FormLinesOptions,
): { readonly lines: readonly Line[]; readonly at: number } {
  const width = Math.max(0, ...seen.map(({ label }) => widthOf(label)));
  const lines: Line[] = [];
  let cursor = 0;
  for (const [place, field] of seen.entries()) {
    const hasCursor = place === at;
    if (hasCursor) cursor = lines.length;
    const label = `${hasCursor ? "›" : " "} ${fitted(field.label, width)}  `;
    lines.push(fieldLine(field, { fields, label, hasCursor, columns }));
    const rule = problems[field.name];
    if (rule === undefined) continue;
    const indent = " ".repeat(width + 4);
    lines.push(
      ...wrapped(`× ${rule}`, Math.max(1, columns - width - 4)).map((text): Line => [
        { text: indent },
        { text, tone: "bad" },
      ]),
    );
  }
  const isButton = at >= seen.length;
  if (isButton) cursor = lines.length + 1;
  lines.push([], [
    { text: isButton ? "› " : "  " },
    { text: `[ ${button} ]`, tone: isButton ? "cursor" : "strong" },
  ]);
  return { lines, at: cursor };
}

function fieldLine(
  { name, choices, hint = "" }: FormField,
  { fields, label, hasCursor, columns }: {
    readonly fields: FormFields["fields"];
    readonly label: string;
    readonly hasCursor: boolean;
    readonly columns: number;
  },
): Line {
  const input = fields[name];
  const text = input === undefined ? "" : textOf(input);
  if (choices !== undefined) {
    const shown = choices.find(([value]) => value === text)?.[1] ?? text;
    return [
      { text: label, tone: hasCursor ? "accent" : "plain" },
      { text: hasCursor ? `‹ ${shown} ›` : shown, tone: hasCursor ? "cursor" : "strong" },
    ];
  }
  if (hasCursor && input !== undefined) return inputLine(label, input, columns);
  const room = Math.max(0, columns - widthOf(label));
  return [
    { text: label },
    text === "" ? { text: fitted(hint, room), tone: "dim" } : { text: fitted(oneLine(text), room), tone: "strong" },
  ];
}
