import { join } from "node:path";

/** Where Debian's packages put the programs of each version. */
const DEBIAN = "/usr/lib/postgresql";

/** The folder of the newest server's programs. Throws an `Error` of one line where there is none, or nobody to run it. */
export async function findPostgres(root: string = DEBIAN): Promise<string> {
  const versions: string[] = [];
  try {
    for await (const { name } of Deno.readDir(root)) versions.push(name);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
  for (const version of versions.sort((a, b) => Number(b) - Number(a))) {
    const bin = join(root, version, "bin");
    if (await Deno.stat(join(bin, "initdb")).then(({ isFile }) => isFile, () => false)) return bin;
  }
  throw new Error("no PostgreSQL is installed (apt-get install postgresql)");
}
