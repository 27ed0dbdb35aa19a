import { scrub, Secret, UserError } from "../../base/mod.ts";
import type { Clock } from "../../spec/mod.ts";
import { hideSecrets } from "../secret_shapes.ts";
import { keyText } from "./_key_text.ts";
import type { ProgramRunner } from "./run_program.ts";

/** What {@linkcode askCommand} works with. */
export interface AskCommandOptions {
  /** The credential's name, for messages. */
  readonly name: string;
  readonly run: ProgramRunner;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

/**
 * The key that a program prints. What it prints is in no message, and not even in what it says on stderr when it fails.
 *
 * @throws {UserError} that names the exit code.
 */
export async function askCommand(argv: readonly string[], options: AskCommandOptions): Promise<string> {
  const { name, run, clock, timeoutMs } = options;
  const wrong = (reason: string, cause?: unknown) =>
    new UserError(`Cannot get the credential "${name}" as ${reason}`, { cause });
  const late = wrong(`its command takes too long: current value is ${timeoutMs / 1000} s, ${shownCommand(argv)}`);
  const [timer, work] = [new AbortController(), new AbortController()];
  const timeout = clock.sleep(timeoutMs, timer.signal).then(() => work.abort(late), () => {});
  try {
    const { code, stdout, stderr } = await run(argv, work.signal);
    if (code !== 0) {
      const printed = stdout.split("\n").map((line) => new Secret("output", line.trim()));
      const said = hideSecrets(scrub(stderr.trim(), printed));
      throw wrong(`its command failed: current value is exit code ${code}${said === "" ? "" : ` (${said})`}`);
    }
    return keyText(stdout, { name, from: "the output of its command" });
  } catch (error) {
    if (error === late || !(error instanceof UserError) || error.message.startsWith("Cannot")) throw error;
    throw wrong(error.message, error);
  } finally {
    timer.abort();
    await timeout;
  }
}

/** A command as people would write it; what looks like a key in it is not shown. */
export function shownCommand(argv: readonly string[]): string {
  const words = argv.map((word) => /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
  return hideSecrets(words.join(" "));
}
