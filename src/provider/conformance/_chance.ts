import { seededRandom } from "../../base/mod.ts";
import type { JsonValue } from "../../spec/mod.ts";

/** What texts are made of: whatever has broken a reader before. */
const PIECES = [
  "a",
  "Paris",
  " ",
  "\n",
  '"',
  "\\",
  "{",
  "}",
  "é",
  "日本",
  "👩‍🚀",
  "\u2028",
  "\u0000",
  "\ud800",
  "data: ",
  "[DONE]",
  "__proto__",
];
const NUMBERS = [0, 1, -1, 0.1, 200, 429, 500, 1e21, 5e-324, -1e300, Number.MAX_SAFE_INTEGER];
/** Names under which readers look, and names that objects have by themselves. */
const NAMES =
  "id,name,model,data,models,object,choices,message,content,text,type,usage,error,code,status,delta,index,parts,tool_calls,function,arguments,finish_reason,candidates,pricing,prompt,context_length,embeddings,embedding,__proto__,constructor,toString,length"
    .split(",");

/** Invented values, the same for the same seed. */
export class Chance {
  readonly #next: () => number;

  constructor(seed: string) {
    this.#next = seededRandom(seed);
  }

  /** From 0 to below `end`. */
  below(end: number): number {
    return Math.floor(this.#next() * end);
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)];
  }

  text(): string {
    return Array.from({ length: this.below(6) }, () => this.pick(PIECES)).join("");
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from({ length: this.below(200) }, () => this.below(256));
  }

  json(depth = 4): JsonValue {
    switch (this.below(depth > 0 ? 7 : 4)) {
      case 0:
        return null;
      case 1:
        return this.below(2) === 0;
      case 2:
        return this.pick(NUMBERS);
      case 3:
        return this.text();
      case 4:
        return Array.from({ length: this.below(4) }, () => this.json(depth - 1));
      default:
        return this.object(depth);
    }
  }

  object(depth = 4): { [name: string]: JsonValue } {
    return Object.fromEntries(
      Array.from({ length: this.below(5) }, () => [this.pick(NAMES), this.json(depth - 1)]),
    );
  }

  /** A value with some of its places changed: another value, or gone. */
  spoiled(value: JsonValue): JsonValue {
    if (this.below(6) === 0) return this.json(2);
    if (Array.isArray(value)) {
      const at = this.below(value.length);
      const rest = value.flatMap((one, i) => i !== at ? [one] : this.below(4) === 0 ? [] : [this.spoiled(one)]);
      return this.below(8) === 0 ? [...rest, this.json(2)] : rest;
    }
    if (typeof value !== "object" || value === null) return this.json(2);
    const name = this.pick(Object.keys(value));
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, one]) =>
        key !== name ? [[key, one]] : this.below(4) === 0 ? [] : [[key, this.spoiled(one)]]
      ),
    );
  }

  /** A body whose lines are spoiled one by one, where they have JSON in them, and cut, doubled or swapped. */
  spoiledText(text: string): string {
    const lines = text.split("\n");
    const at = this.below(lines.length);
    switch (this.below(5)) {
      case 0:
        return text.slice(0, this.below(text.length));
      case 1:
        return [...lines.slice(0, at), ...lines.slice(at + 1)].join("\n");
      case 2:
        return [...lines.slice(0, at), lines[at], ...lines.slice(at)].join("\n");
      default:
        return lines.map((line) => this.below(lines.length) < 2 ? this.#spoiledLine(line) : line).join("\n");
    }
  }

  #spoiledLine(line: string): string {
    const start = line.search(/[{[]/);
    if (start === -1) return this.below(4) === 0 ? this.text() : line;
    try {
      return line.slice(0, start) + JSON.stringify(this.spoiled(JSON.parse(line.slice(start))));
    } catch {
      return line;
    }
  }
}
