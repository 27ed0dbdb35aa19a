import { environmentSecrets, scrub, scrubError, Secret, UserError } from "../base/mod.ts";
import type { Credential } from "../spec/mod.ts";
import { HelpedError } from "./_helped_error.ts";
import type { ExitCode } from "./command.ts";
import type { Io } from "./io.ts";
import { printable, printableJson } from "./_printable.ts";

/**
 * Prints what went wrong on stderr: a user's mistake by its message, anything else by a line that says how to get the
 * stack. Under `--json` stdout gets the error as its one document. No key is in either.
 */
export function reportError(thrown: unknown, { io, json }: { io: Io; json: boolean }): ExitCode {
  const secrets = secretsOf(io);
  const errors = inOrder(scrubError(thrown, secrets));
  const [error] = errors;
  const exitCode = error instanceof UserError ? error.exitCode : 1;
  const kind = !(error instanceof UserError) ? "unexpected" : exitCode === 2 ? "usage" : "failed";
  const message = error instanceof Error ? error.message : String(error);
  const shown = printable(message);
  const label = io.stderr.color ? "\x1b[31;1merror:\x1b[0m" : "error:";
  io.stderr.write(`${label} ${kind === "unexpected" ? `${shown} (this was not expected)` : shown}\n`);
  if (error instanceof HelpedError) io.stderr.write(`\n${error.help}\n`);
  if (io.env("TAPEDECK_DEBUG") === "1") {
    io.stderr.write(scrub(errors.map((one) => `${Deno.inspect(one)}\n`).join(""), secrets));
  } else if (kind === "unexpected") io.stderr.write("Set TAPEDECK_DEBUG=1 to see where it comes from.\n");
  if (json) io.stdout.write(printableJson({ error: { kind, message, exit_code: exitCode } }));
  return exitCode;
}

/** All keys that there are to repeat: those that the command has come to know, and those of the environment. */
function secretsOf({ secrets, variables }: Io): Credential[] {
  return [...secrets, ...environmentSecrets(variables()).map(({ name, value }) => new Secret(name, value))];
}

/** What a block threw, then what clean-up threw on leaving it, which mostly follows from the first. */
function inOrder(error: unknown): unknown[] {
  return error instanceof SuppressedError ? [...inOrder(error.suppressed), ...inOrder(error.error)] : [error];
}
