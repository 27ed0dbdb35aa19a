import { fileURLToPath } from "node:url";

/** The folder of recordings from real providers beside the checkout. Throws an `Error` where it is not there. */
export function sharedFixtures(): string {
  const folder = fileURLToPath(new URL("../../../shared/fixtures", import.meta.url));
  try {
    Deno.statSync(folder);
  } catch (cause) {
    throw new Error("there is no folder ../shared/fixtures beside the checkout", { cause });
  }
  return folder;
}
