/** What a notebook shows of a value: contents by their MIME types, `text/plain` for viewers that show nothing else. */
export interface DisplayContents {
  /** What each MIME type shows: text, or JSON where the type is one of JSON. */
  readonly [mimeType: string]: unknown;
}

/**
 * Lets the notebook kernel of Deno show `contents` where `value` is what a cell ends with. The property is not
 * enumerable, so copies, comparisons and JSON do not see it; `contents` is asked only when something is shown.
 */
export function displayAs<Value extends object>(
  value: Value,
  contents: () => DisplayContents | Promise<DisplayContents>,
): Value {
  return Object.defineProperty(value, Symbol.for("Jupyter.display"), {
    configurable: true,
    enumerable: false,
    writable: true,
    value: contents,
  });
}
