import { isTable, seededRandom } from "../../../src/base/mod.ts";

/** A line of a generated document, with the path of the pair or header that it belongs to. */
export interface TextLine {
  readonly text: string;
  /** `null`: a comment or a blank line between the others. */
  readonly path: readonly (string | number)[] | null;
}

type Table = { readonly [key: string]: unknown };
type Path = readonly (string | number)[];
type Section = readonly TextLine[];

/** Data as some author would write it: with headers, dots, braces, comments and blank lines as the seed has it. */
export function tomlText(data: Table, seed: number): readonly TextLine[] {
  return new Author(seed).document(data);
}

class Author {
  readonly #random: () => number;
  #comments = 0;

  constructor(seed: number) {
    this.#random = seededRandom(String(seed));
  }

  document(data: Table): readonly TextLine[] {
    const { pairs, sections } = this.#table(data, []);
    const head = this.#chance(0.5) ? [this.#line("#:schema https://example.test/config.json", null)] : [];
    return [...head, ...this.#noise(), ...pairs, ...this.#shuffled(sections).flat(), ...this.#noise()];
  }

  /** The pairs of a table, and what comes under headers of its own. */
  #table(table: Table, path: Path): { pairs: TextLine[]; sections: Section[] } {
    const pairs: TextLine[] = [];
    const sections: Section[] = [];
    for (const [key, value] of Object.entries(table)) {
      const at = [...path, key];
      const style = this.#random();
      if (isTable(value) && style < 0.5) sections.push(...this.#underHeader(value, at));
      else if (isTable(value) && style < 0.75 && Object.keys(value).length > 0) {
        pairs.push(...this.#dotted(value, at, [key]));
      } else if (isTables(value) && style < 0.6) {
        sections.push(value.flatMap((one, i) => this.#element(one, [...at, i])));
      } else pairs.push(...this.#pair([key], value, at));
    }
    return { pairs, sections };
  }

  #underHeader(table: Table, path: Path): Section[] {
    const { pairs, sections } = this.#table(table, path);
    // A table that has nothing but headers within it need not have its own.
    if (pairs.length === 0 && sections.length > 0 && this.#chance(0.5)) return sections;
    return [[...this.#noise(), this.#header(path), ...pairs], ...sections];
  }

  #element(table: Table, path: Path): Section {
    const { pairs, sections } = this.#table(table, path);
    return [...this.#noise(), this.#header(path), ...pairs, ...sections.flat()];
  }

  #header(path: Path): TextLine {
    const keys = path.filter((part) => typeof part === "string").map((part) => this.#key(part)).join(".");
    return this.#line(typeof path.at(-1) === "number" ? `[[${keys}]]` : `[${keys}]`, path);
  }

  #dotted(table: Table, path: Path, keys: readonly string[]): TextLine[] {
    return Object.entries(table).flatMap(([key, value]) => {
      const at = [...path, key];
      if (isTable(value) && Object.keys(value).length > 0 && this.#chance(0.5)) {
        return this.#dotted(value, at, [...keys, key]);
      }
      return this.#pair([...keys, key], value, at);
    });
  }

  #pair(keys: readonly string[], value: unknown, path: Path): TextLine[] {
    const key = keys.map((part) => this.#key(part)).join(".");
    const equals = this.#pick([" = ", "=", "   =  "]);
    const lines = `${key}${equals}${this.#value(value)}`.split("\n");
    return [
      ...this.#noise(),
      ...lines.map((text, i) =>
        this.#line(i === 0 ? this.#pick(["", "", "  "]) + text : text, path, i + 1 < lines.length)
      ),
    ];
  }

  #value(value: unknown): string {
    if (typeof value === "string") {
      const literal = /^[ -&(-~]*$/.test(value) && this.#chance(0.3);
      return literal ? `'${value}'` : JSON.stringify(value).replaceAll("\x7f", "\\u007f");
    }
    if (Array.isArray(value)) return this.#list(value);
    if (!isTable(value)) return String(value);
    const pairs = Object.entries(value).map(([key, one]) => {
      const [only, ...others] = isTable(one) ? Object.entries(one) : [];
      if (only !== undefined && others.length === 0 && this.#chance(0.5)) {
        return `${this.#key(key)}.${this.#key(only[0])} = ${this.#value(only[1])}`;
      }
      return `${this.#key(key)} = ${this.#value(one)}`;
    });
    return `{${this.#pick(["", " "])}${pairs.join(this.#pick([", ", ","]))}${this.#pick(["", " "])}}`;
  }

  #list(list: readonly unknown[]): string {
    const items = list.map((one) => this.#value(one));
    if (this.#chance(0.6) || items.length === 0) return `[${items.join(", ")}]`;
    const comment = () => this.#chance(0.4) ? ` # ${this.#comments++}` : "";
    const rows = items.map((item, i) => `  ${item}${i + 1 < items.length || this.#chance(0.5) ? "," : ""}${comment()}`);
    return `[\n${rows.join("\n")}\n]`;
  }

  #key(part: string): string {
    if (!/^[A-Za-z0-9_-]+$/.test(part)) return JSON.stringify(part);
    return this.#pick([part, part, part, `"${part}"`, `'${part}'`]);
  }

  #line(text: string, path: Path | null, isOpen = false): TextLine {
    return { text: isOpen || this.#chance(0.7) ? text : `${text} # [not] = "this" ${this.#comments++}`, path };
  }

  #noise(): TextLine[] {
    if (this.#chance(0.6)) return [];
    return [{ text: this.#pick(["", `# ${this.#comments++} key = "value"`, "  "]), path: null }];
  }

  #shuffled<T>(items: readonly T[]): T[] {
    return items.map((item) => ({ item, at: this.#random() })).toSorted((a, b) => a.at - b.at).map(({ item }) => item);
  }

  #pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.#random() * items.length)];
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }
}

function isTables(value: unknown): value is readonly Table[] {
  return Array.isArray(value) && value.length > 0 && value.every(isTable);
}
