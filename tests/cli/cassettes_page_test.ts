import { assert, assertEquals } from "@std/assert";
import { EXCHANGE_FORMATS } from "../../src/cassette/mod.ts";
import { readCommandLine } from "../../src/cli/_read_command_line.ts";
import { COMMAND_INDEX } from "../../src/cli/command_index.ts";

const PAGES = [
  "README.md",
  "docs/cost.md",
  "docs/cassettes.md",
  "docs/catalog.md",
  "docs/configuration.md",
  "docs/cassette-format.md",
  "docs/faults.md",
  "docs/observability.md",
  "docs/registry.md",
  "docs/routing.md",
  "docs/simulated.md",
];
/** What stands in front of a command: in a line of a block, or within a sentence or a table. */
const COMMAND =
  /(?:^(?:- run: )?|`)(?:deno task(?: -q)? tapedeck|deno run -A tapedeck\/src\/cli\/main\.ts|tapedeck) ([^`\n]*)/gm;

/** The commands of a page that are whole: a name alone stands for the command as such. */
async function commandsOf(name: string): Promise<string[]> {
  const page = await Deno.readTextFile(new URL(`../../${name}`, import.meta.url));
  const [text] = page.split("<!-- cli reference");
  return [...text.replaceAll(/^ +/gm, "").matchAll(COMMAND)].map(([, words]) => words.split("  #")[0].trim());
}

for (const page of PAGES) {
  Deno.test(`every command in ${page} is one that there is, with flags that it takes`, async () => {
    for (const line of await commandsOf(page)) {
      const entry = COMMAND_INDEX.find(({ name }) => line === name || line.startsWith(`${name} `));
      assert(entry !== undefined || line === "cassette", `no such command: ${line}`);
      const words = line.slice(entry?.name.length ?? 0).trim();
      if (words === "" || entry === undefined) continue;
      const argv = words.split(/\s+/).map((word) => word.replaceAll('"', ""));
      readCommandLine(await entry.load(), argv);
    }
  });
}

Deno.test("the page of cassettes shows how to import from everything that can be imported", async () => {
  const page = await Deno.readTextFile(new URL("../../docs/cassettes.md", import.meta.url));
  const rows = [...page.matchAll(/^\| ([^|]+?) +\| `tapedeck cassette import/gm)].map(([, name]) => name);
  assertEquals(rows.length, EXCHANGE_FORMATS.length);
});
