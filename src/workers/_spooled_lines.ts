import type { JsonValue } from "../spec/mod.ts";

const KEPT = 256;

/** Lines of JSON in a temporary file, any of which can be read at once: in memory there are only their places. */
export class SpooledLines implements Disposable {
  readonly #path: string;
  readonly #file: Deno.FsFile;
  #starts = new Float64Array(1024);
  #count = 0;
  #bytes = 0;
  readonly #kept = new Map<number, JsonValue>();

  private constructor(path: string, file: Deno.FsFile) {
    this.#path = path;
    this.#file = file;
  }

  static async create(): Promise<SpooledLines> {
    const path = await Deno.makeTempFile({ prefix: "tapedeck-samples-", suffix: ".jsonl" });
    return new SpooledLines(path, await Deno.open(path, { read: true, write: true }));
  }

  get length(): number {
    return this.#count;
  }

  add(line: string): void {
    if (this.#count + 1 >= this.#starts.length) {
      const larger = new Float64Array(this.#starts.length * 2);
      larger.set(this.#starts);
      this.#starts = larger;
    }
    const bytes = new TextEncoder().encode(line);
    this.#file.seekSync(this.#bytes, Deno.SeekMode.Start);
    for (let written = 0; written < bytes.length;) written += this.#file.writeSync(bytes.subarray(written));
    this.#bytes += bytes.length;
    this.#starts[++this.#count] = this.#bytes;
  }

  at(index: number): JsonValue {
    const known = this.#kept.get(index);
    if (known !== undefined) return known;
    const bytes = new Uint8Array(this.#starts[index + 1] - this.#starts[index]);
    this.#file.seekSync(this.#starts[index], Deno.SeekMode.Start);
    for (let read = 0; read < bytes.length;) read += this.#file.readSync(bytes.subarray(read)) ?? bytes.length;
    const line = JSON.parse(new TextDecoder().decode(bytes)) as JsonValue;
    if (this.#kept.size >= KEPT) this.#kept.delete(this.#kept.keys().next().value!);
    this.#kept.set(index, line);
    return line;
  }

  [Symbol.dispose](): void {
    this.#file.close();
    Deno.removeSync(this.#path);
  }
}
