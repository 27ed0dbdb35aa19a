import { openCatalogStore } from "../../src/catalog/mod.ts";
import { main } from "../../src/cli/main.ts";
import { tempFolder } from "../cassette/support.ts";
import { testIo, type TestIoOptions } from "./_test_io.ts";

const TODAY_MS = Date.parse("2026-09-01T00:00:00Z");

/** A folder with a catalog of its own, in which commands run. */
export async function catalogFolder() {
  const folder = await tempFolder();
  const env: { [name: string]: string } = { TAPEDECK_CATALOG: `${folder.path}/catalog.sqlite` };
  return {
    path: folder.path,
    env,
    /** A command, as it is typed. */
    async run(line: string, options: TestIoOptions = {}) {
      const io = testIo({ cwd: folder.path, env, ...options });
      await io.clock.advance(TODAY_MS);
      const code = await main(line.split(" ").filter((word) => word !== ""), io);
      return { code, ...io.written };
    },
    /** The one document of a command. */
    async document(line: string) {
      const { code, stdout } = await this.run(`${line} --json`);
      return { code, document: JSON.parse(stdout) };
    },
    /** Have a provider's server be one of the test's. */
    async serve(provider: string, baseUrl: string) {
      using store = await openCatalogStore(env.TAPEDECK_CATALOG);
      await store.putOverride(provider, { baseUrl });
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
