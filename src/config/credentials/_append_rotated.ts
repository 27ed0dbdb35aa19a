import { dirname } from "node:path";

/** How many files that are put aside stay. */
const KEPT = 4;

/**
 * Append whole lines to a file that only its owner may read. One that has grown too long is put aside under a number
 * (`log.1.jsonl` is the newest), and the oldest goes. Processes wait for each other.
 */
export function appendRotated(path: string, lines: string, { maxBytes }: { readonly maxBytes: number }): void {
  Deno.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  using lock = Deno.openSync(`${path}.lock`, { write: true, create: true, mode: 0o600 });
  lock.lockSync(true);
  const bytes = new TextEncoder().encode(lines);
  let file = opened(path);
  const { size } = file.statSync();
  if (size > 0 && size + bytes.length > maxBytes) {
    file.close();
    putAside(path);
    file = opened(path);
  }
  using log = file;
  for (let at = 0; at < bytes.length;) at += log.writeSync(bytes.subarray(at));
}

/** The file, for its owner alone also where somebody has made it otherwise. */
function opened(path: string): Deno.FsFile {
  const file = Deno.openSync(path, { append: true, create: true, mode: 0o600 });
  const { mode } = file.statSync();
  if (mode !== null && (mode & 0o077) !== 0) Deno.chmodSync(path, 0o600);
  return file;
}

function putAside(path: string): void {
  for (let number = KEPT; number > 0; number--) {
    try {
      Deno.renameSync(number === 1 ? path : asidePath(path, number - 1), asidePath(path, number));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

/** `credential-audit.jsonl` as `credential-audit.1.jsonl`. */
function asidePath(path: string, number: number): string {
  return path.replace(/(\.[^./\\]*)?$/, (ending) => `.${number}${ending}`);
}

/** All of the log's files that there are, the oldest first. */
export function rotatedFiles(path: string): string[] {
  const numbers = Array.from({ length: KEPT }, (_, i) => asidePath(path, KEPT - i));
  return [...numbers, path].filter((one) => {
    try {
      return Deno.statSync(one).isFile;
    } catch {
      return false;
    }
  });
}
