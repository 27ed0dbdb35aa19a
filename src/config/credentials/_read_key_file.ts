import { isAbsolute, join } from "node:path";
import { UserError } from "../../base/mod.ts";
import { keyText } from "./_key_text.ts";

/** No key is longer. */
const MOST_BYTES = 65_536;

/** What {@linkcode readKeyFile} goes by. */
export interface KeyFileOptions {
  /** The credential's name, for messages. */
  readonly name: string;
  readonly env: (name: string) => string | undefined;
}

/**
 * The key in a file that only its owner may read. A symbolic link counts as what it leads to. Windows has no such modes:
 * there, who may read the file is left to the folder that it is in.
 *
 * @throws {UserError} that says how to mend it; the key is not in it.
 */
export async function readKeyFile(file: string, { name, env }: KeyFileOptions): Promise<string> {
  const path = keyPath(file, { name, env });
  const wrong = (reason: string, cause?: unknown) =>
    new UserError(`Cannot use the credential "${name}" as ${reason}`, { cause });
  // Opening a pipe would wait for whoever writes into it.
  const { isFile } = await Deno.stat(path).catch((cause) => {
    throw wrong(`its file ${reasonOf(cause)}: current value is "${path}"`, cause);
  });
  if (!isFile) throw wrong(`its file is no plain file: current value is "${path}"`);
  using opened = await Deno.open(path).catch((cause) => {
    throw wrong(`its file ${reasonOf(cause)}: current value is "${path}"`, cause);
  });
  // Of the file that is open: another one may have taken its name by now.
  const { mode, uid, size } = await opened.stat();
  if (Deno.build.os !== "windows") {
    if (uid !== null && uid !== ownUid(wrong)) {
      throw wrong(
        `its file belongs to somebody else (copy it to one of your own): current value is "${path}", user ${uid}`,
      );
    }
    if (mode !== null && (mode & 0o077) !== 0) {
      const shown = (mode & 0o777).toString(8).padStart(4, "0");
      throw wrong(`others may read its file (chmod 600 "${path}" mends it): current value is mode ${shown}`);
    }
  }
  if (size > MOST_BYTES) throw wrong(`its file is too long for a key: current value is "${path}", ${size} bytes`);
  return keyText(await new Response(opened.readable).text(), { name, from: `its file "${path}"` });
}

/** The file's absolute path. */
export function keyPath(file: string, { name, env }: KeyFileOptions): string {
  if (isAbsolute(file)) return file;
  const home = env("HOME") || env("USERPROFILE");
  if (/^~[/\\]/.test(file) && home) return join(home, file.slice(2));
  throw new UserError(
    `Cannot use the credential "${name}" as the path of its file must be absolute, or begin with ~/ for your home: ` +
      `current value is "${file}"`,
  );
}

function ownUid(wrong: (reason: string, cause?: unknown) => UserError): number | null {
  try {
    return Deno.uid();
  } catch (cause) {
    throw wrong("whose its file is cannot be told without the permission --allow-sys=uid", cause);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "is not there";
  if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) return "cannot be read";
  return error instanceof Error ? `cannot be read (${error.message})` : "cannot be read";
}
