/** A string value in a JSON text. */
export interface JsonString {
  /** Where its literal stands, quotes included. */
  readonly start: number;
  readonly end: number;
  /** The names on the way to it, with `*` for any place in an array. */
  readonly path: string;
  /** As `path`, with the `index` fields of the objects around it: two choices of one stream are two texts. */
  readonly indexedPath: string;
}

/** An object or an array around a value. */
interface Frame {
  readonly parent: Frame | null;
  readonly path: string;
  readonly isArray: boolean;
  /** The name of the property whose value comes next. */
  property: string;
  /** What its `index` fields say; they may stand behind the string that they belong to. */
  index: string;
}

const INDEX_NAME = /(?:^|_)index$/;
/** A number or a word, up to what must come behind it. */
const WORD = /[^\s,:"{}[\]]+/y;

/** All string values of the JSON that stands in a text from `start` to `end`. Total: what is no JSON gives nonsense. */
export function jsonStrings(text: string, start: number, end: number): JsonString[] {
  const found: { readonly start: number; readonly end: number; readonly path: string; readonly frame: Frame }[] = [];
  let frame = null as Frame | null;
  for (let at = start; at < end;) {
    const char = text[at];
    if (char === "{" || char === "[") {
      const path = frame === null ? "" : pathIn(frame);
      frame = { parent: frame, path, isArray: char === "[", property: "", index: "" };
      at++;
    } else if (char === "}" || char === "]") {
      frame = frame?.parent ?? null;
      at++;
    } else if (char === '"' && frame !== null) {
      const literalEnd = endOfString(text, at);
      if (isName(text, literalEnd)) frame.property = text.slice(at + 1, literalEnd - 1);
      else found.push({ start: at, end: literalEnd, path: pathIn(frame), frame });
      at = literalEnd;
    } else {
      WORD.lastIndex = at;
      const word = frame === null ? null : WORD.exec(text);
      if (word !== null && INDEX_NAME.test(frame!.property)) frame!.index += `#${frame!.property}=${word[0]}`;
      at += word?.[0].length ?? 1;
    }
  }
  return found.map(({ frame, ...string }) => ({ ...string, indexedPath: indexOf(frame) + string.path }));
}

function pathIn(frame: Frame): string {
  return `${frame.path}/${frame.isArray ? "*" : frame.property}`;
}

function indexOf(frame: Frame): string {
  let index = "";
  for (let around: Frame | null = frame; around !== null; around = around.parent) index += around.index;
  return index;
}

/** Whether a literal that ends here is the name of a property. */
function isName(text: string, literalEnd: number): boolean {
  let at = literalEnd;
  while (text[at] === " " || text[at] === "\n" || text[at] === "\r" || text[at] === "\t") at++;
  return text[at] === ":";
}

/** Behind the quote that ends a string literal; no regular expression, as those give up on a literal of some megabytes. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === "\\") backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return text.length;
}
