import { UserError } from "../base/mod.ts";

/**
 * The text of a TOML file, without a byte order mark. `what` the file is stands in the message.
 * @throws {UserError} with exit code 2 when it cannot be read, or is not UTF-8.
 */
export async function readTomlFile(path: string, what: string): Promise<string> {
  try {
    return textOf(await Deno.readFile(path));
  } catch (error) {
    throw unreadable(path, { what, cause: error as Error });
  }
}

/** The same, and `null` where there is no such file. */
export async function readTomlFileIfAny(path: string, what: string): Promise<string | null> {
  try {
    return textOf(await Deno.readFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return null;
    throw unreadable(path, { what, cause: error as Error });
  }
}

/**
 * The text of a TOML file whose bytes were read already, without a byte order mark.
 * @throws {UserError} with exit code 2 when they are not UTF-8.
 */
export function decodeTomlFile(bytes: Uint8Array, { path, what }: { path: string; what: string }): string {
  try {
    return textOf(bytes);
  } catch (error) {
    throw unreadable(path, { what, cause: error as Error });
  }
}

/** TOML is UTF-8 by definition; a decoder takes the byte order mark away. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

function unreadable(path: string, { what, cause }: { readonly what: string; readonly cause: Error }): UserError {
  return new UserError(`Cannot read the ${what} as ${whyUnreadable(cause)}: current value is ${path}`, {
    cause,
    exitCode: 2,
  });
}

function whyUnreadable(error: Error): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder";
  if (error instanceof Deno.errors.PermissionDenied) return "it may not be read by this user";
  if (error instanceof TypeError) return "it is not UTF-8";
  return error.message;
}
