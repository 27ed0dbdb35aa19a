import { delimiter, join } from "node:path";

/** As the packages of Debian and of its relatives call it. */
const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/** How long a browser is waited for: on a machine that has much to do, Playwright's own half a minute may pass. */
export const BROWSER_PATIENCE_MS = 120_000;

/** The path of the Chromium that this machine has. Throws an `Error` of one line where it has none. */
export async function findChromium(path: string = Deno.env.get("PATH") ?? ""): Promise<string> {
  for (const folder of path.split(delimiter).filter((folder) => folder !== "")) {
    for (const name of NAMES) {
      const file = join(folder, name);
      if (await Deno.stat(file).then(({ isFile }) => isFile, () => false)) return file;
    }
  }
  throw new Error("no Chromium is installed (apt-get install chromium)");
}
