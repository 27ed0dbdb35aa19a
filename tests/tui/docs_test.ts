import { assertEquals } from "@std/assert";
import { KEY_TABLE } from "../../src/tui/mod.ts";

Deno.test("docs/pick.md has the keys that the help shows", async () => {
  const text = await Deno.readTextFile(new URL("../../docs/pick.md", import.meta.url));
  const rows = [...text.matchAll(/^\| (\S.*?) +\| (.*?) +\| (.*?) *\|$/gm)].map(([, ...cells]) => cells)
    .filter(([where]) => where !== "where" && !where.startsWith("-"));
  const wanted = KEY_TABLE.flatMap(({ place, keys }) =>
    keys.map(([names, does]) => [place, names.split(" ").map((name) => `\`${name}\``).join(" "), does])
  );
  assertEquals(rows, wanted);
});
