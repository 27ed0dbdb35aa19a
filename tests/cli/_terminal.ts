/** The command line as a process at a terminal of its own. */
const ROOT = new URL("../../", import.meta.url).pathname;
const PTY = new URL("./_at_terminal.py", import.meta.url).pathname;

/** What a process at a terminal did. */
export interface Shown {
  readonly code: number;
  /** All that the terminal showed. */
  readonly shown: string;
  /** Whether it shows what is typed. */
  readonly echo: { readonly before: boolean; readonly typing: boolean; readonly after: boolean };
}

/** Whether there are terminals to be had. */
export function hasTerminals(): boolean {
  if (Deno.build.os === "windows") return false;
  try {
    const { code } = new Deno.Command("python3", { args: ["-c", "import pty, termios"], stderr: "null" }).outputSync();
    return code === 0;
  } catch {
    return false;
  }
}

/** Run a command in a folder; each step waits for a text to show, and for the terminal to hide keys, and then types. */
export async function atTerminal(
  { path: cwd }: { readonly path: string },
  args: readonly string[],
  steps: readonly { readonly wait: string; readonly keys: string }[],
): Promise<Shown> {
  const argv = [Deno.execPath(), "run", "-A", "-q", "--no-check", "--no-lock", "--config", `${ROOT}deno.json`];
  const child = new Deno.Command("python3", { args: [PTY], stdin: "piped", stdout: "piped" }).spawn();
  const env = { XDG_CONFIG_HOME: `${cwd}/.config`, XDG_STATE_HOME: `${cwd}/.local/state`, NO_COLOR: "1" };
  const task = { argv: [...argv, `${ROOT}src/cli/main.ts`, ...args], cwd, env, steps };
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(task)));
  await writer.close();
  return JSON.parse(new TextDecoder().decode((await child.output()).stdout));
}
