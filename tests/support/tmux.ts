import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** A machine with much to do starts a process slowly. */
const MOST_MS = 90_000;
const LOOK_EVERY_MS = 100;

/** The path of tmux. Throws an `Error` of one line where it is not there. */
export async function findTmux(): Promise<string> {
  try {
    const { success } = await new Deno.Command("tmux", { args: ["-V"], stdout: "null", stderr: "null" }).output();
    if (success) return "tmux";
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  throw new Error("there is no tmux on the PATH");
}

/** A terminal of tmux's, on a server of its own that ends with it. */
export class TmuxTerminal implements AsyncDisposable {
  readonly #socket = `tapedeck-${crypto.randomUUID()}`;
  readonly #tmux: string;

  private constructor(tmux: string) {
    this.#tmux = tmux;
  }

  /** Start the command line in a folder, in a terminal of a size. What it ends with stands below it: `ended with 0`. */
  static async start(
    tmux: string,
    { folder, args, columns, rows, env = {} }: {
      readonly folder: string;
      readonly args: readonly string[];
      readonly columns: number;
      readonly rows: number;
      readonly env?: { readonly [name: string]: string };
    },
  ): Promise<TmuxTerminal> {
    const terminal = new TmuxTerminal(tmux);
    const words = [Deno.execPath(), "run", "-A", "-q", "--no-lock", "--no-check", "--config", `${ROOT}deno.json`];
    const line = [...words, `${ROOT}src/cli/main.ts`, ...args].map(quoted).join(" ");
    const set = Object.entries({
      CI: "",
      XDG_CONFIG_HOME: `${folder}/.config`,
      XDG_DATA_HOME: `${folder}/.data`,
      ...env,
    })
      .map(([name, value]) => `${name}=${quoted(value)}`).join(" ");
    const script = `cd ${quoted(folder)} && echo before; ${set} ${line}; echo "ended with $?"; read -r _`;
    await terminal.#run(
      "-f",
      "/dev/null",
      "new-session",
      "-d",
      "-x",
      `${columns}`,
      "-y",
      `${rows}`,
      "sh",
      "-c",
      script,
    );
    return terminal;
  }

  /** What is on the screen. */
  async shown(): Promise<string> {
    return await this.#run("capture-pane", "-p");
  }

  /** Wait until a text is on the screen; what is there then. */
  async see(text: string | RegExp): Promise<string> {
    const until = performance.now() + MOST_MS;
    for (;;) {
      const shown = await this.shown();
      if (typeof text === "string" ? shown.includes(text) : text.test(shown)) return shown;
      if (performance.now() > until) throw new Error(`Cannot see ${text} in\n${shown}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  /** Type a text as it is. */
  async type(text: string): Promise<void> {
    await this.#run("send-keys", "-l", text);
  }

  /** Press keys by tmux's names: `Enter`, `Escape`, `Down`, `C-c`. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.#run("send-keys", ...keys);
  }

  /** Give the terminal another size. */
  async resize(columns: number, rows: number): Promise<void> {
    await this.#run("resize-window", "-x", `${columns}`, "-y", `${rows}`);
  }

  /** Whether the program has the terminal's other screen, which leaves the first one as it was. */
  async isOnOtherScreen(): Promise<boolean> {
    return (await this.#run("display-message", "-p", "#{alternate_on}")).trim() === "1";
  }

  /** Send a signal to the command line. */
  async signal(signal: Deno.Signal): Promise<void> {
    const shell = Number(await this.#run("display-message", "-p", "#{pane_pid}"));
    const children = await new Deno.Command("ps", { args: ["-o", "pid=", "--ppid", `${shell}`] }).output();
    for (const pid of new TextDecoder().decode(children.stdout).trim().split(/\s+/)) Deno.kill(Number(pid), signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#run("kill-server").catch(() => {});
  }

  async #run(...args: readonly string[]): Promise<string> {
    const { success, stdout, stderr } = await new Deno.Command(this.#tmux, {
      args: ["-L", this.#socket, ...args],
      env: { TERM: "xterm-256color", LC_ALL: "C.UTF-8" },
    }).output();
    const decoder = new TextDecoder();
    if (!success) throw new Error(`tmux ${args[0]} failed: ${decoder.decode(stderr)}`);
    return decoder.decode(stdout);
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
