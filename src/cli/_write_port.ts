import { UserError, writeAtomically } from "../base/mod.ts";

/** Writes a port into a file, for who waits until the server listens. */
export async function writePort(path: string, port: number): Promise<void> {
  try {
    // At once: who waits for the file must not find half a number in it.
    await writeAtomically(path, (write) => write(new TextEncoder().encode(`${port}\n`)));
  } catch (cause) {
    throw new UserError(`Cannot write the port as the file cannot be written: current value is "${path}"`, { cause });
  }
}
