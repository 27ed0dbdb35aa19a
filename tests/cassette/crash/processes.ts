import { fileURLToPath } from "node:url";

const RECORDER = fileURLToPath(new URL("./recorder.ts", import.meta.url));

/** A process that records, and what it has told. */
export class RecorderProcess {
  /** The paths of the calls whose recordings are on the tape, as far as it could tell. */
  readonly told: string[] = [];
  readonly name: string;
  readonly #child: Deno.ChildProcess;
  readonly #reading: Promise<void>;
  #wake = () => {};
  #isOver = false;

  constructor({ tape, server, name, mode }: { tape: string; server: string; name: string; mode: string }) {
    this.name = name;
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "-q", "--no-check", RECORDER, tape, server, name, mode],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#reading = this.#read();
  }

  /** Until it has told of so many recordings. */
  async hasTold(count: number): Promise<void> {
    while (this.told.length < count) {
      this.assertRuns();
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  /** Nobody must wait for one that has ended by itself. */
  assertRuns(): void {
    if (this.#isOver) throw new Error(`The recorder ${this.name} ended before it was told to`);
  }

  signal(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Kill it at once, wait until it is gone, and hear all that it had to tell. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await Promise.all([this.#child.stdin.close().catch(() => {}), this.#child.status, this.#reading]);
  }

  /** Let it close its tape and end. */
  async end(): Promise<void> {
    await this.#child.stdin.close();
    const [{ code }] = await Promise.all([this.#child.status, this.#reading]);
    if (code !== 0) throw new Error(`The recorder ${this.name} ended with ${code}`);
  }

  async #read(): Promise<void> {
    let text = "";
    for await (const chunk of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const lines = text.split("\n");
      text = lines.pop()!;
      this.told.push(...lines);
      this.#wake();
    }
    this.#isOver = true;
    this.#wake();
  }
}
