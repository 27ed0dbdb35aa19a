import { UserError } from "./user_error.ts";

/**
 * Make a folder, and those above it, where they are not there.
 * @throws {UserError} when it cannot be made: `Cannot <action> as …`.
 */
export async function makeFolder(path: string, action: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new UserError(`Cannot ${action} as the folder cannot be made (${error.message}): current value is "${path}"`);
  }
}
