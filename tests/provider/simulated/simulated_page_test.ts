import { assertEquals } from "@std/assert";
import { createSimulated, defaultSimulatedEndpoints, readSimulatedLaws } from "../../../src/provider/simulated/mod.ts";
import { lawsSchema } from "../../../src/provider/simulated/_laws_schema.ts";

const page = await Deno.readTextFile(new URL("../../../docs/simulated.md", import.meta.url));

Deno.test("the laws of the page of simulated models are ones that can be read and served", () => {
  const [, toml] = /```toml\n([^`]*)```/.exec(page.slice(page.indexOf("## Laws")))!;
  const { endpoints = [], seed } = readSimulatedLaws(toml, "laws.toml");
  assertEquals([endpoints.length, endpoints[0].failures?.length, seed], [1, 2, 7]);
  createSimulated({ endpoints });
});

Deno.test("the page of simulated models has a row for each law", () => {
  const shape = lawsSchema.shape.endpoints.unwrap().element.shape;
  const laws = Object.keys(shape).filter((name) => !["model", "description", "kind"].includes(name));
  const section = page.slice(page.indexOf("| law "));
  const rows = [...section.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
  assertEquals(rows, laws.map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)));
});

Deno.test("the page of simulated models names all that there are without laws", () => {
  const [, last] = /Without laws of your own(.*)/s.exec(page)!;
  const names = [...last.matchAll(/`(?:simulated\/)?([\w-]+)`/g)].map(([, name]) => `simulated/${name}`);
  assertEquals(names, defaultSimulatedEndpoints.map(({ model }) => model));
});

Deno.test("every path of the page of simulated models leads somewhere", async () => {
  const { handle } = createSimulated();
  const section = page.slice(page.indexOf("## Doors"), page.indexOf("The name of a door"));
  const rows = section.split("\n").filter((line) => line.startsWith("| ") && line.includes("`"));
  const paths = rows.flatMap((row) => [...row.split("|")[2].matchAll(/`([^`]+)`/g)].map(([, path]) => path));
  assertEquals(paths.length, 16);
  for (const path of paths) {
    const whole = path.startsWith(":") ? `/v1beta/models/M${path}` : path;
    const isList = /(?:models|tags)$/.test(whole);
    const init = isList ? {} : { method: "POST", body: "{}" };
    const response = await handle(new Request(`http://simulated${whole}`, init));
    // Without a model, but at the right place: what is said is that there is no such model.
    const text = await response.text();
    assertEquals(/unknown_url|[Nn]othing is at/.test(text), false, whole);
    assertEquals(response.status, isList ? 200 : 404, whole);
  }
});
