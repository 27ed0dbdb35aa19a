import { canonicalJson, nearestName } from "../../base/mod.ts";
import type { JsonObject, JsonValue } from "../../spec/mod.ts";
import { type FieldPath, fieldPath, findField } from "./_field_path.ts";

/** A text with `{{variable}}` placeholders. */
export interface Template {
  /** Every variable once, in the order of first use. */
  readonly variables: readonly FieldPath[];
  /** Every variable must be a field that is not `null`: see {@linkcode missingVariables}. */
  render(fields: JsonObject): string;
}

/** A variable that a row does not fill. */
export interface MissingVariable {
  readonly name: string;
  /** The nearest path that there is; `null`: none is near. */
  readonly nearest: string | null;
  /** Whether the field is there, and has `null`. */
  readonly isNull: boolean;
}

const PLACEHOLDER = /(\\?)\{\{(?:([^{}]*)\}\})?/g;

/**
 * A template from its text. `\{{` gives two plain braces; what is between the braces is the path of a field (`name`,
 * `a.b`, `list[0]`), with white space around it ignored.
 *
 * @throws {SyntaxError} on braces that are not closed or have nothing between them.
 */
export function parseTemplate(text: string): Template {
  const parts: (string | FieldPath)[] = [];
  let at = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    const [whole, escape, name] = match;
    parts.push(text.slice(at, match.index));
    at = match.index + whole.length;
    if (escape === "\\") parts.push(whole.slice(1));
    else if (name === undefined) throw new SyntaxError("has {{ that is not closed by }}: write \\{{ for plain braces");
    else if (name.trim() === "") throw new SyntaxError("has {{ }} with no name between: write \\{{ for plain braces");
    else parts.push(fieldPath(name.trim()));
  }
  parts.push(text.slice(at));
  const paths = parts.filter((part) => typeof part !== "string");
  return {
    variables: [...new Map(paths.map((path) => [path.text, path])).values()],
    render: (fields) => parts.map((part) => typeof part === "string" ? part : fieldText(fields, part)).join(""),
  };
}

/** The variables of a template that a row does not fill: there is no such field, or `null` in it. */
export function missingVariables(template: Template, fields: JsonObject): MissingVariable[] {
  return template.variables.flatMap((path): MissingVariable[] => {
    const found = findField(fields, path);
    if (found.found) return found.value === null ? [{ name: path.text, nearest: null, isNull: true }] : [];
    const nearest = nearestName(found.at, found.known);
    const whole = nearest === null ? null : nearest + path.text.slice(found.at.length);
    return [{ name: path.text, nearest: whole, isNull: false }];
  });
}

/** Text stays as it is; everything else is its JSON. */
function fieldText(fields: JsonObject, path: FieldPath): string {
  const found = findField(fields, path);
  const value: JsonValue = found.found ? found.value : null;
  return typeof value === "string" ? value : canonicalJson(value);
}
