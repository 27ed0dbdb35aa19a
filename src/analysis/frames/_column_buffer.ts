import type { ColumnType, PageColumn } from "../../ledger/mod.ts";

/** The values of a column as Arrow lays them out. */
export interface ColumnBytes {
  readonly length: number;
  readonly nullCount: number;
  /** A bit for each value, the lowest first: whether there is one. */
  readonly validity: Uint8Array;
  readonly values: Uint8Array | Float64Array | BigInt64Array;
  /** Where each text begins, and where the last one ends. */
  readonly offsets?: Int32Array;
}

/** Gathers the values of a column. */
export interface ColumnBuffer {
  /** Bytes of text so far. */
  readonly textBytes: number;
  push(rows: readonly unknown[], read: PageColumn["read"]): void;
  /** All values, in memory that the next ones overwrite. */
  take(): ColumnBytes;
}

/** A buffer for values of a type. It grows, and keeps its memory for the values after those that are taken. */
export function columnBuffer(type: ColumnType): ColumnBuffer {
  switch (type) {
    case "utf8":
      return new TextBuffer();
    case "bool":
      return new FlagBuffer();
    case "f64":
      return new RealBuffer();
    case "i64":
      return new IntegerBuffer();
  }
}

/** A bit for each row, all set until they are cleared. */
class Bits {
  cleared = 0;
  #bytes = new Uint8Array();

  reserve(length: number): void {
    const before = this.#bytes.length;
    this.#bytes = grown(this.#bytes, bytesOf(length));
    this.#bytes.fill(0xff, before);
  }

  clear(at: number): void {
    this.#bytes[at >> 3] &= ~(1 << (at & 7));
    this.cleared++;
  }

  take(length: number): Uint8Array {
    const taken = this.#bytes.slice(0, bytesOf(length));
    this.#bytes.fill(0xff);
    this.cleared = 0;
    return taken;
  }
}

function bytesOf(bits: number): number {
  return bits + 7 >> 3;
}

class RealBuffer implements ColumnBuffer {
  readonly textBytes = 0;
  readonly #valid = new Bits();
  #values = new Float64Array();
  #length = 0;

  push(rows: readonly unknown[], read: PageColumn["read"]): void {
    this.#valid.reserve(this.#length + rows.length);
    this.#values = grown(this.#values, this.#length + rows.length);
    for (const row of rows) {
      const value = read(row) as number | null;
      if (value === null) this.#valid.clear(this.#length);
      this.#values[this.#length++] = value ?? 0;
    }
  }

  take(): ColumnBytes {
    const length = this.#length;
    this.#length = 0;
    const nullCount = this.#valid.cleared;
    return { length, nullCount, validity: this.#valid.take(length), values: this.#values.subarray(0, length) };
  }
}

const TWO_TO_32 = 2 ** 32;

class IntegerBuffer implements ColumnBuffer {
  readonly textBytes = 0;
  readonly #valid = new Bits();
  #values = new BigInt64Array();
  #length = 0;

  push(rows: readonly unknown[], read: PageColumn["read"]): void {
    this.#valid.reserve(this.#length + rows.length);
    this.#values = grown(this.#values, this.#length + rows.length);
    // Halves of a value, the lower one first: a BigInt for each would be garbage.
    const halves = new Int32Array(this.#values.buffer);
    for (const row of rows) {
      const value = read(row) as number | null;
      const at = this.#length++;
      if (value === null) this.#valid.clear(at);
      if (value === null || Number.isSafeInteger(value)) {
        halves[2 * at] = value ?? 0;
        halves[2 * at + 1] = Math.floor((value ?? 0) / TWO_TO_32);
      } else this.#values[at] = BigInt(value);
    }
  }

  take(): ColumnBytes {
    const length = this.#length;
    this.#length = 0;
    const nullCount = this.#valid.cleared;
    return { length, nullCount, validity: this.#valid.take(length), values: this.#values.subarray(0, length) };
  }
}

class FlagBuffer implements ColumnBuffer {
  readonly textBytes = 0;
  readonly #valid = new Bits();
  readonly #values = new Bits();
  #length = 0;

  push(rows: readonly unknown[], read: PageColumn["read"]): void {
    this.#valid.reserve(this.#length + rows.length);
    this.#values.reserve(this.#length + rows.length);
    for (const row of rows) {
      const value = read(row);
      if (value === null) this.#valid.clear(this.#length);
      if (value !== true) this.#values.clear(this.#length);
      this.#length++;
    }
  }

  take(): ColumnBytes {
    const length = this.#length;
    this.#length = 0;
    const nullCount = this.#valid.cleared;
    return { length, nullCount, validity: this.#valid.take(length), values: this.#values.take(length) };
  }
}

const encoder = new TextEncoder();
/** The most bytes that a unit of a JavaScript string becomes in UTF-8. */
const BYTES_PER_UNIT = 3;

class TextBuffer implements ColumnBuffer {
  textBytes = 0;
  readonly #valid = new Bits();
  readonly #texts: string[] = [];
  #bytes = new Uint8Array();
  #offsets = new Int32Array(1);
  #length = 0;

  push(rows: readonly unknown[], read: PageColumn["read"]): void {
    this.#valid.reserve(this.#length + rows.length);
    this.#offsets = grown(this.#offsets, this.#length + rows.length + 1);
    const texts = this.#texts;
    texts.length = rows.length;
    rows.forEach((row, i) => {
      const text = read(row) as string | null;
      if (text === null) this.#valid.clear(this.#length + i);
      texts[i] = text ?? "";
    });
    this.#encode(texts);
  }

  take(): ColumnBytes {
    const length = this.#length;
    const values = this.#bytes.subarray(0, this.textBytes);
    const offsets = this.#offsets.subarray(0, length + 1);
    this.textBytes = this.#length = 0;
    return { length, nullCount: this.#valid.cleared, validity: this.#valid.take(length), values, offsets };
  }

  /** All texts at once, which is quicker by far than one by one. */
  #encode(texts: readonly string[]): void {
    const joined = texts.join("");
    const start = this.textBytes;
    this.#bytes = grown(this.#bytes, start + joined.length * BYTES_PER_UNIT);
    const { written } = encoder.encodeInto(joined, this.#bytes.subarray(start));
    const isAscii = written === joined.length;
    for (const text of texts) {
      this.textBytes = isAscii ? this.textBytes + text.length : endOf(this.#bytes, this.textBytes, text.length);
      this.#offsets[++this.#length] = this.textBytes;
    }
    // Half a character at the end of one text and half at the beginning of the next have become a whole one.
    if (!isAscii && !texts.every((text) => text.isWellFormed())) this.#encodeEach(texts, start);
  }

  #encodeEach(texts: readonly string[], start: number): void {
    this.textBytes = start;
    this.#length -= texts.length;
    for (const text of texts) {
      this.textBytes += encoder.encodeInto(text, this.#bytes.subarray(this.textBytes)).written;
      this.#offsets[++this.#length] = this.textBytes;
    }
  }
}

/** Where a text of so many units of UTF-16 ends among the bytes of UTF-8 in which it begins at `start`. */
function endOf(bytes: Uint8Array, start: number, units: number): number {
  let end = start;
  for (let left = units; left > 0; left--) {
    const byte = bytes[end];
    if (byte < 0x80) end++;
    else if (byte < 0xe0) end += 2;
    else if (byte < 0xf0) end += 3;
    else {
      end += 4;
      left--;
    }
  }
  return end;
}

type Growing =
  | Uint8Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>
  | BigInt64Array<ArrayBuffer>;

/** The same array where it has room, else one twice as long. */
function grown<Values extends Growing>(values: Values, length: number): Values {
  if (values.length >= length) return values;
  const longer = new (values.constructor as new (length: number) => Values)(Math.max(length, values.length * 2));
  longer.set(values as never);
  return longer;
}
