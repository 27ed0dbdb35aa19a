import { UserError } from "../base/mod.ts";

/**
 * The text of a TOML file, without a byte order mark. `what` the file is stands in the message.
 * @throws {UserError} with exit code 2 when it cannot be read.
 */
export async function readTomlFile(path: string, what: string): Promise<string> {
  try {
    return (await Deno.readTextFile(path)).replace(/^\uFEFF/, "");
  } catch (error) {
    throw new UserError(`Cannot read the ${what} as ${whyUnreadable(error as Error)}: current value is ${path}`, {
      cause: error,
      exitCode: 2,
    });
  }
}

function whyUnreadable(error: Error): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder";
  if (error instanceof Deno.errors.PermissionDenied) return "it may not be read by this user";
  return error.message;
}
