/** A file that is written anew, beside where it stands, before it takes its name. */
export interface ReplacedFile {
  /** Where it stands: links are followed, as what they name is what is meant. */
  readonly path: string;
  /** Not there yet, in the same folder. */
  readonly temporary: string;
  /** The rights of what is there; `null` where nothing is, or the system has none. */
  readonly mode: number | null;
}

/** What is to be known before a file is written anew. */
export async function replacedFile(path: string): Promise<ReplacedFile> {
  const real = await Deno.realPath(path).catch(() => path);
  const mode = await Deno.stat(real).then(({ mode }) => mode, () => null);
  return {
    path: real,
    temporary: `${real}.${crypto.randomUUID()}.tmp`,
    mode: mode === null || Deno.build.os === "windows" ? null : mode & 0o777,
  };
}

/** Make the temporary file: nobody may read it who may not read what it will replace. */
export async function createTemporary({ temporary, mode }: ReplacedFile): Promise<Deno.FsFile> {
  const file = await Deno.open(temporary, { write: true, createNew: true, ...(mode === null ? {} : { mode }) });
  // What the process takes from the rights of new files is not taken from those of an old one.
  if (mode !== null) await Deno.chmod(temporary, mode);
  return file;
}

/** Whether two paths are one file: by links of either kind, or another spelling. */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  if (await realOf(a) === await realOf(b)) return true;
  const [one, other] = await Promise.all([a, b].map((path) => Deno.stat(path).catch(() => null)));
  return one !== null && other !== null && one.ino !== null && one.ino === other.ino && one.dev === other.dev;
}

async function realOf(path: string): Promise<string> {
  return await Deno.realPath(path).catch(() => path);
}
