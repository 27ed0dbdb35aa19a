import { dirname, join } from "node:path";
import { UserError, writeAll } from "../../base/mod.ts";
import { keyText } from "./_key_text.ts";

/** The file of a credential in a folder: `openai/work` is `openai/work.key`; other characters than plain ones are encoded. */
export function keyFile(folder: string, name: string): string {
  const plain = (part: string) => encodeURIComponent(part).replaceAll("*", "%2A").replace(/^\./, "%2E");
  const at = name.indexOf("/");
  return join(folder, plain(name.slice(0, at)), `${plain(name.slice(at + 1))}.key`);
}

/**
 * Keep a key in a file that only its owner may read, at no moment anybody else: it is made so, under another name, and
 * takes the place of what was there when it is whole and on the disk. Gives the file's path.
 *
 * @throws {UserError} when the value is no key, or the file cannot be written; the value is not in it.
 */
export async function keepKey(
  folder: string,
  { name, value }: { readonly name: string; readonly value: string },
): Promise<string> {
  const key = keyText(value, { name, from: "what was given" });
  const path = keyFile(folder, name);
  const part = `${path}.${crypto.randomUUID()}.part`;
  try {
    for (const one of [folder, dirname(path)]) {
      await Deno.mkdir(one, { recursive: true, mode: 0o700 });
      // One that was there before may be open to others.
      if (Deno.build.os !== "windows") await Deno.chmod(one, 0o700);
    }
    await writeNew(part, `${key}\n`);
    await Deno.rename(part, path);
  } catch (cause) {
    await Deno.remove(part).catch(() => {});
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`Cannot keep the credential "${name}" as its file cannot be written (${reason})`, { cause });
  }
  return path;
}

async function writeNew(path: string, text: string): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true, mode: 0o600 });
  await writeAll(file, new TextEncoder().encode(text));
  await file.sync();
}

/** Remove the file that `keepKey` has made, and its folder where it was the last one; whether there was one. */
export async function dropKey(folder: string, name: string): Promise<boolean> {
  const path = keyFile(folder, name);
  try {
    await Deno.remove(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return false;
    throw new UserError(
      `Cannot remove the credential "${name}" as its file cannot be removed: current value is "${path}"`,
      {
        cause,
      },
    );
  }
  await Deno.remove(dirname(path)).catch(() => {});
  return true;
}
