/** What the server of `_server.ts` has seen since it was last set. */
export interface Counts {
  /** Requests that got an answer. */
  readonly answered: number;
  /** Requests that got a 429. */
  readonly refused: number;
  /** Different questions. */
  readonly distinct: number;
  /** Questions that came again. */
  readonly repeated: number;
}

/** The server of `_server.ts`, in a process of its own. */
export class LoopbackServer implements AsyncDisposable {
  /** `http://127.0.0.1:PORT/v1` */
  readonly url: `http${string}`;
  readonly #origin: string;
  readonly #child: Deno.ChildProcess;

  private constructor(child: Deno.ChildProcess, port: string) {
    this.#child = child;
    this.#origin = `http://127.0.0.1:${port}`;
    this.url = `http://127.0.0.1:${port}/v1`;
  }

  static async start(): Promise<LoopbackServer> {
    const script = new URL("./_server.ts", import.meta.url).pathname;
    const child = new Deno.Command(Deno.execPath(), { args: ["run", "-A", script], stdout: "piped" }).spawn();
    const { value } = await child.stdout.pipeThrough(new TextDecoderStream()).getReader().read();
    return new LoopbackServer(child, value!.trim());
  }

  /** How it answers from now on; it counts anew. */
  async set({ delayMs = 0, perSecond = 0 }: { readonly delayMs?: number; readonly perSecond?: number }): Promise<void> {
    const body = JSON.stringify({ delayMs, perSecond });
    await (await fetch(`${this.#origin}/set`, { method: "POST", body })).body?.cancel();
  }

  async counts(): Promise<Counts> {
    return await (await fetch(`${this.#origin}/counts`)).json();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill();
    await this.#child.status;
  }
}
