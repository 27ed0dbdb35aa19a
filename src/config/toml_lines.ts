/** From a key path such as `["endpoints", 0, "price"]` to the line that it begins on, from 1; `null` for an empty text. */
export type TomlLines = (path: readonly PropertyKey[]) => number | null;

/**
 * Where the keys of a TOML text stand. The text must be valid TOML: this scanner finds keys and steps over values.
 * A path that is not in the text gets the line of its longest known beginning.
 */
export function tomlLines(text: string): TomlLines {
  const lines = new Scanner(text).scan();
  return (path) => {
    for (let length = path.length; length > 0; length--) {
      const line = lines.get(keyOf(path.slice(0, length)));
      if (line !== undefined) return line;
    }
    return text === "" ? null : 1;
  };
}

type Path = readonly (string | number)[];

function keyOf(path: readonly PropertyKey[]): string {
  return path.map(String).join("\0");
}

class Scanner {
  readonly #text: string;
  readonly #lines = new Map<string, number>();
  readonly #tablesIn = new Map<string, number>();
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): Map<string, number> {
    let table: Path = [];
    for (this.#skipBlank(); this.#at < this.#text.length; this.#skipBlank()) {
      const before = this.#at;
      if (this.#text[this.#at] === "[") table = this.#header();
      else this.#keyValue(table);
      if (this.#at === before) break;
    }
    return this.#lines;
  }

  #header(): Path {
    const line = this.#line;
    const isArray = this.#text.startsWith("[[", this.#at);
    this.#at += isArray ? 2 : 1;
    const parts = this.#keyParts();
    this.#at += isArray ? 2 : 1;
    let path: Path = [];
    parts.forEach((part, i) => {
      path = [...path, part];
      this.#mark(path, line);
      const count = this.#tablesIn.get(keyOf(path));
      if (isArray && i === parts.length - 1) {
        this.#tablesIn.set(keyOf(path), (count ?? 0) + 1);
        path = [...path, count ?? 0];
        this.#mark(path, line);
      } else if (count !== undefined) {
        path = [...path, count - 1];
      }
    });
    return path;
  }

  #keyValue(table: Path): void {
    const line = this.#line;
    let path = table;
    for (const part of this.#keyParts()) {
      path = [...path, part];
      this.#mark(path, line);
    }
    if (this.#text[this.#at] === "=") this.#at++;
    this.#skipSpaces();
    this.#value(path);
  }

  #value(path: Path): void {
    const first = this.#text[this.#at];
    if (first === '"' || first === "'") this.#string();
    else if (first === "[") this.#items("]", (index) => this.#item([...path, index]));
    else if (first === "{") this.#items("}", () => this.#keyValue(path));
    else while (this.#at < this.#text.length && !",]}#\n".includes(this.#text[this.#at])) this.#at++;
  }

  #item(path: Path): void {
    this.#mark(path, this.#line);
    this.#value(path);
  }

  #items(end: string, scanOne: (index: number) => void): void {
    this.#at++;
    this.#skipBlank();
    for (let index = 0; this.#at < this.#text.length && this.#text[this.#at] !== end; index++) {
      const before = this.#at;
      scanOne(index);
      this.#skipBlank();
      if (this.#text[this.#at] === ",") this.#at++;
      this.#skipBlank();
      if (this.#at === before) break;
    }
    this.#at++;
  }

  #keyParts(): string[] {
    const parts: string[] = [];
    while (this.#at < this.#text.length) {
      this.#skipSpaces();
      const first = this.#text[this.#at];
      if (first === '"' || first === "'") {
        parts.push(this.#string());
      } else {
        const bare = /[A-Za-z0-9_-]*/y;
        bare.lastIndex = this.#at;
        const part = bare.exec(this.#text)![0];
        this.#at += part.length;
        parts.push(part);
      }
      this.#skipSpaces();
      if (this.#text[this.#at] !== ".") break;
      this.#at++;
    }
    return parts;
  }

  /** Steps over a string of any of the four kinds and gives its text; escapes stay as they are where JSON knows none. */
  #string(): string {
    const quote = this.#text[this.#at];
    const fence = this.#text.startsWith(quote.repeat(3), this.#at) ? quote.repeat(3) : quote;
    const start = this.#at + fence.length;
    let end = start;
    while (end < this.#text.length && !this.#text.startsWith(fence, end)) {
      end += quote === '"' && this.#text[end] === "\\" ? 2 : 1;
    }
    // Up to two quotes may stand directly before the closing fence of a multi-line string.
    while (fence.length === 3 && this.#text[end + 3] === quote) end++;
    const raw = this.#text.slice(start, end);
    this.#line += raw.split("\n").length - 1;
    this.#at = end + fence.length;
    return quote === '"' ? unescapeKey(raw) : raw;
  }

  #mark(path: Path, line: number): void {
    const key = keyOf(path);
    if (!this.#lines.has(key)) this.#lines.set(key, line);
  }

  #skipSpaces(): void {
    while (this.#text[this.#at] === " " || this.#text[this.#at] === "\t") this.#at++;
  }

  #skipBlank(): void {
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at];
      if (char === "\n") this.#line++;
      else if (char === "#") {
        while (this.#at + 1 < this.#text.length && this.#text[this.#at + 1] !== "\n") this.#at++;
      } else if (char !== " " && char !== "\t" && char !== "\r" && char !== "\uFEFF") return;
    }
  }
}

function unescapeKey(raw: string): string {
  if (!raw.includes("\\")) return raw;
  try {
    return JSON.parse(`"${raw}"`);
  } catch {
    return raw;
  }
}
