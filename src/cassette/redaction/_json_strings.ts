/** A string value in a JSON text, a list of bytes, or one of the names that log probabilities have for tokens. */
export interface JsonString {
  /** Where its literal stands, quotes or brackets included. */
  readonly start: number;
  readonly end: number;
  /** Whether it is a list of numbers that are bytes: `"bytes":[115,107]`. */
  readonly isBytes: boolean;
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
  /** Whether its names are tokens. */
  readonly hasTokens: boolean;
  /** The name of the property whose value comes next. */
  property: string;
  /** What its `index` fields say; they may stand behind the string that they belong to. */
  index: string;
}

interface Found {
  readonly start: number;
  readonly end: number;
  readonly isBytes: boolean;
  readonly path: string;
  readonly frame: Frame;
}

/** What an answer's log probabilities call the bytes of a token. */
const BYTES = "bytes";
const BYTES_LITERAL = /\[\s*\d[\d\s,]*\]/y;
/** An older form has the tokens as names. */
const NAMED_TOKENS = "top_logprobs/*";
const INDEX_NAME = /(?:^|_)index$/;
/** A number or a word, up to what must come behind it. */
const WORD = /[^\s,:"{}[\]]+/y;

/** Paths that were put together before: the events of a stream have the same ones, and one string is compared quickly. */
export type KnownPaths = Map<string, Map<string, string>>;

/** All string values of the JSON that stands in a text from `start` to `end`. Total: what is no JSON gives nonsense. */
export function jsonStrings(text: string, start: number, end: number, paths: KnownPaths = new Map()): JsonString[] {
  const found: Found[] = [];
  let frame = null as Frame | null;
  for (let at = start; at < end;) {
    const char = text[at];
    // Most of it is what stands between.
    if (char === "," || char === ":") {
      at++;
      continue;
    }
    const bytesEnd = char === "[" && frame?.property === BYTES && !frame.isArray ? endOfBytes(text, at) : at;
    if (bytesEnd > at) {
      found.push({ start: at, end: bytesEnd, isBytes: true, path: pathIn(frame!, paths), frame: frame! });
      at = bytesEnd;
    } else if (char === "{" || char === "[") {
      const path = frame === null ? "" : pathIn(frame, paths);
      const hasTokens = char === "{" && path.endsWith(NAMED_TOKENS);
      frame = { parent: frame, path, isArray: char === "[", hasTokens, property: "", index: "" };
      at++;
    } else if (char === "}" || char === "]") {
      frame = frame?.parent ?? null;
      at++;
    } else if (char === '"' && frame !== null) {
      const literalEnd = endOfString(text, at);
      const isOfName = isName(text, literalEnd);
      if (isOfName) frame.property = text.slice(at + 1, literalEnd - 1);
      if (!isOfName || (frame.hasTokens && isToken(frame.property, text.slice(literalEnd, literalEnd + 4)))) {
        const path = isOfName ? `${frame.path}/{}` : pathIn(frame, paths);
        found.push({ start: at, end: literalEnd, isBytes: false, path, frame });
      }
      at = literalEnd;
    } else {
      WORD.lastIndex = at;
      const word = frame === null ? null : WORD.exec(text);
      if (word !== null && INDEX_NAME.test(frame!.property)) frame!.index += `#${frame!.property}=${word[0]}`;
      at += word?.[0].length ?? 1;
    }
  }
  return found.map(({ start, end, isBytes, path, frame }) => {
    const index = indexOf(frame);
    return { start, end, isBytes, path, indexedPath: index === "" ? path : index + path };
  });
}

/** Whether the name in an object is a token, and its value how probable it is. */
function isToken(property: string, behind: string): boolean {
  return property !== "logprob" && /^\s*:\s*[-\d]/.test(behind);
}

function endOfBytes(text: string, at: number): number {
  BYTES_LITERAL.lastIndex = at;
  return at + (BYTES_LITERAL.exec(text)?.[0].length ?? 0);
}

function pathIn({ path, isArray, property }: Frame, paths: KnownPaths): string {
  const name = isArray ? "*" : property;
  let below = paths.get(path);
  if (below === undefined) paths.set(path, below = new Map());
  let known = below.get(name);
  if (known === undefined) below.set(name, known = `${path}/${name}`);
  return known;
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
