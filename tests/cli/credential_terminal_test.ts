import { assertEquals, assertStringIncludes } from "@std/assert";
import { spells, tempHome } from "./_credential_home.ts";

const KEY = "sk-canary-0123456789abcdef";
const ROOT = new URL("../../", import.meta.url).pathname;
const PTY = new URL("./_at_terminal.py", import.meta.url).pathname;

interface Shown {
  readonly code: number;
  /** All that the terminal showed. */
  readonly shown: string;
  /** Whether it shows what is typed. */
  readonly echo: { readonly before: boolean; readonly typing: boolean; readonly after: boolean };
}

function hasPython(): boolean {
  try {
    const { code } = new Deno.Command("python3", { args: ["-c", "import pty, termios"], stderr: "null" }).outputSync();
    return code === 0;
  } catch {
    return false;
  }
}

/** The command line as a process at a terminal of its own. */
async function atTerminal(
  home: { readonly path: string; readonly project: string },
  args: readonly string[],
  steps: readonly { readonly wait: string; readonly keys: string }[],
): Promise<Shown> {
  const argv = [Deno.execPath(), "run", "-A", "-q", "--no-check", "--no-lock", "--config", `${ROOT}deno.json`];
  const child = new Deno.Command("python3", { args: [PTY], stdin: "piped", stdout: "piped" }).spawn();
  const env = { XDG_CONFIG_HOME: `${home.path}/.config`, XDG_STATE_HOME: `${home.path}/.local/state`, NO_COLOR: "1" };
  const task = { argv: [...argv, `${ROOT}src/cli/main.ts`, ...args], cwd: home.project, env, steps };
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(task)));
  await writer.close();
  return JSON.parse(new TextDecoder().decode((await child.output()).stdout));
}

const ignore = Deno.build.os === "windows" || !hasPython();

Deno.test({
  name: "a key that is typed at a real terminal does not show, and the terminal shows again what is typed behind it",
  ignore,
  async fn() {
    using home = tempHome();
    const steps = [{ wait: "does not show): ", keys: `${KEY}\r` }];
    const { code, shown, echo } = await atTerminal(home, ["credential", "set", "openai/work"], steps);
    assertEquals(code, 0, shown);
    assertStringIncludes(shown, "Key for openai/work (it does not show): \r\n");
    assertEquals(spells(shown, KEY), false, shown);
    assertEquals(echo, { before: true, typing: false, after: true });
    const file = `${home.path}/.config/tapedeck/credentials/openai/work.key`;
    assertEquals(await Deno.readTextFile(file), `${KEY}\n`);
    assertEquals(home.traces(KEY), [file]);
  },
});

Deno.test({
  name: "Ctrl-C at a real terminal keeps nothing, and the terminal is as it was",
  ignore,
  async fn() {
    using home = tempHome();
    const steps = [{ wait: "does not show): ", keys: `${KEY}\x03` }];
    const { code, shown, echo } = await atTerminal(home, ["credential", "set", "openai/work"], steps);
    assertEquals(code, 1, shown);
    assertStringIncludes(shown, "it was called off: nothing was changed");
    assertEquals([spells(shown, KEY), echo.typing, echo.after], [false, false, true]);
    assertEquals(home.traces(KEY), []);
  },
});
