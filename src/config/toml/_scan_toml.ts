import { parse } from "@std/toml";

/** Keys and indices from the root of a document. */
export type TomlPath = readonly (string | number)[];

/** Something in a TOML text that has a path: a header, a pair, or an item of a list. Offsets are of UTF-16 units. */
export interface TomlEntry {
  /** `table` is `[a.b]`, `tables` is `[[a.b]]`, whose path ends with the index. */
  readonly kind: "table" | "tables" | "pair" | "item";
  readonly path: TomlPath;
  /** Where the table, inline table or list stands that it is written in. */
  readonly container: TomlPath;
  /** Whether it stands within a value: in braces or brackets. */
  readonly isInline: boolean;
  readonly start: number;
  /** Behind the last character of its header or value. */
  readonly end: number;
  /** Where its value begins; of a header, where it begins itself. */
  readonly valueStart: number;
  /** What its value is: `{…}`, `[…]`, or anything else. */
  readonly shape: "table" | "list" | "other";
}

/** Everything in a TOML text that has a path, in the order of the text, which must be valid. */
export function scanToml(text: string): readonly TomlEntry[] {
  return new Scanner(text).scan();
}

/** A path as the key of a map. */
export function keyOf(path: readonly PropertyKey[]): string {
  return path.map(String).join("\0");
}

interface Place {
  readonly container: TomlPath;
  readonly isInline: boolean;
}

class Scanner {
  readonly #text: string;
  readonly #entries: TomlEntry[] = [];
  readonly #tablesIn = new Map<string, number>();
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): readonly TomlEntry[] {
    let table: TomlPath = [];
    for (this.#skipBlank(); this.#at < this.#text.length; this.#skipBlank()) {
      const before = this.#at;
      if (this.#text[this.#at] === "[") table = this.#header();
      else this.#pair({ container: table, isInline: false });
      if (this.#at === before) break;
    }
    return this.#entries;
  }

  #header(): TomlPath {
    const start = this.#at;
    const isList = this.#text.startsWith("[[", start);
    this.#at += isList ? 2 : 1;
    const parts = this.#keyParts();
    this.#at += isList ? 2 : 1;
    let path: TomlPath = [];
    parts.forEach((part, i) => {
      path = [...path, part];
      const count = this.#tablesIn.get(keyOf(path));
      if (isList && i === parts.length - 1) {
        this.#tablesIn.set(keyOf(path), (count ?? 0) + 1);
        path = [...path, count ?? 0];
      } else if (count !== undefined) path = [...path, count - 1];
    });
    const kind = isList ? "tables" : "table";
    const end = this.#at;
    this.#entries.push({
      kind,
      path,
      container: [],
      isInline: false,
      start,
      end,
      valueStart: start,
      shape: "table",
    });
    return path;
  }

  #pair({ container, isInline }: Place): void {
    const start = this.#at;
    const path = [...container, ...this.#keyParts()];
    if (this.#text[this.#at] === "=") this.#at++;
    this.#skipSpaces();
    this.#add({ kind: "pair", path, container, isInline, start });
  }

  /** Steps over the value that begins here; what is in it comes behind the entry itself. */
  #add(begun: Pick<TomlEntry, "kind" | "path" | "container" | "isInline" | "start">): void {
    const index = this.#entries.length;
    const valueStart = this.#at;
    const first = this.#text[valueStart];
    const shape = first === "{" ? "table" : first === "[" ? "list" : "other";
    const entry = { ...begun, valueStart, shape, end: valueStart } as const;
    this.#entries.push(entry);
    this.#value(begun.path);
    this.#entries[index] = { ...entry, end: this.#at };
  }

  #value(path: TomlPath): void {
    const first = this.#text[this.#at];
    if (first === '"' || first === "'") this.#string();
    else if (first === "[") {
      this.#items("]", (index) => {
        const start = this.#at;
        this.#add({ kind: "item", path: [...path, index], container: path, isInline: true, start });
      });
    } else if (first === "{") this.#items("}", () => this.#pair({ container: path, isInline: true }));
    else this.#plain();
  }

  /** A number, a date, true or false: up to what ends a value, without the blanks before that. */
  #plain(): void {
    const start = this.#at;
    while (this.#at < this.#text.length && !",]}#\r\n".includes(this.#text[this.#at])) this.#at++;
    this.#at = start + this.#text.slice(start, this.#at).trimEnd().length;
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
        const start = this.#at;
        this.#string();
        parts.push(keyText(this.#text.slice(start, this.#at)));
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

  /** Steps over a string of any of the four kinds. */
  #string(): void {
    const quote = this.#text[this.#at];
    const fence = this.#text.startsWith(quote.repeat(3), this.#at) ? quote.repeat(3) : quote;
    let end = this.#at + fence.length;
    while (end < this.#text.length && !this.#text.startsWith(fence, end)) {
      end += quote === '"' && this.#text[end] === "\\" ? 2 : 1;
    }
    // Up to two quotes may stand directly before the closing fence of a multi-line string.
    while (fence.length === 3 && this.#text[end + 3] === quote) end++;
    this.#at = end + fence.length;
  }

  #skipSpaces(): void {
    while (this.#text[this.#at] === " " || this.#text[this.#at] === "\t") this.#at++;
  }

  #skipBlank(): void {
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at];
      if (char === "#") {
        while (this.#at + 1 < this.#text.length && this.#text[this.#at + 1] !== "\n") this.#at++;
      } else if (!" \t\r\n\uFEFF".includes(char)) return;
    }
  }
}

/** What a quoted key says. */
function keyText(quoted: string): string {
  if (!quoted.includes("\\") || quoted[0] === "'") return quoted.slice(1, -1);
  try {
    return Object.keys(parse(`${quoted} = 0`))[0];
  } catch {
    return quoted.slice(1, -1);
  }
}
