import { isAbsolute, join } from "node:path";
import type { Io } from "./io.ts";

/** What stands elsewhere is no path: `postgres://ada@db.example/evals`. */
const URL_START = /^[a-z]{2,}:\/\//i;

/** A path of the command line as the file system takes it. */
export function commandPath({ cwd }: Pick<Io, "cwd">, path: string): string {
  return cwd === null || isAbsolute(path) || URL_START.test(path) ? path : join(cwd, path);
}
