import type { Key } from "../../key.ts";
import { type FormFields, textInput, textOf, typedInto } from "../../state/mod.ts";
import type { FormField } from "./form_field.ts";

/** What a key does in a form. */
export type FormKey =
  | { readonly does: "change"; readonly to: FormFields; readonly isOther: boolean }
  | { readonly does: "submit" | "leave" | "nothing" };

/** What a key does in a form whose fields are those that are seen; the button is the row below them. */
export function formKey({ fields, at }: FormFields, seen: readonly FormField[], key: Key): FormKey {
  const name = "name" in key ? key.name : null;
  const onto = (place: number): FormKey => ({
    does: "change",
    to: { fields, at: (place + seen.length + 1) % (seen.length + 1) },
    isOther: false,
  });
  const field = seen[at];
  switch (name) {
    case "escape":
      return { does: "leave" };
    case "down":
    case "tab":
      return onto(at + 1);
    case "up":
    case "shift-tab":
      return onto(at - 1);
    case "enter":
      return field === undefined ? { does: "submit" } : onto(at + 1);
  }
  return field === undefined ? { does: "nothing" } : fieldKey({ fields, at }, field, key);
}

function fieldKey({ fields, at }: FormFields, field: FormField, key: Key): FormKey {
  const input = fields[field.name] ?? textInput("");
  const next = field.choices === undefined ? typedInto(input, key) : turnedTo(textOf(input), field.choices, key);
  if (next === null) return { does: "nothing" };
  const isOther = textOf(next) !== textOf(input);
  return { does: "change", to: { fields: { ...fields, [field.name]: next }, at }, isOther };
}

/** Left and right go through what there is; a letter goes to what begins with it. */
function turnedTo(value: string, choices: NonNullable<FormField["choices"]>, key: Key) {
  const at = choices.findIndex(([one]) => one === value);
  if ("text" in key && key.text !== " ") {
    const found = choices.find(([, text], i) => text.startsWith(key.text) && i > at) ??
      choices.find(([, text]) => text.startsWith(key.text));
    return found === undefined ? null : textInput(found[0]);
  }
  const by = "text" in key || key.name === "right" ? 1 : key.name === "left" ? -1 : 0;
  return by === 0 ? null : textInput(choices[(at + by + choices.length) % choices.length][0]);
}
