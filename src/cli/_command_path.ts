import { isAbsolute, join } from "node:path";
import type { Io } from "./io.ts";

/** A path of the command line as the file system takes it. */
export function commandPath({ cwd }: Pick<Io, "cwd">, path: string): string {
  return cwd === null || isAbsolute(path) ? path : join(cwd, path);
}
