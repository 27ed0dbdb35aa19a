import { assert, assertEquals } from "@std/assert";
import { checkConfig, checkReferences, loadConfigFile, PARAMETERS, PRESETS } from "../../src/config/mod.ts";
import { configSchemaText } from "../../src/config/write_schema.ts";
import { rowNames, wireFormats } from "../../src/provider/mod.ts";
import { POLICY_NAMES } from "../../src/routing/mod.ts";
import { tempDir } from "../support/temp_dir.ts";

const page = await Deno.readTextFile(new URL("../../docs/configuration.md", import.meta.url));
const blocks = [...page.matchAll(/```toml\n(.*?)```/gs)].map(([, toml]) => toml);

Deno.test("every example of the page is a valid file, and names what there is", async () => {
  assert(blocks.length > 8);
  using dir = tempDir();
  const known = { kinds: rowNames(), wires: wireFormats.map(({ name }) => name), policies: POLICY_NAMES };
  for (const [i, toml] of blocks.entries()) {
    const path = `${dir.path}/${i}.toml`;
    await Deno.writeTextFile(path, toml);
    assertEquals(checkConfig(toml, { path }), []);
    assertEquals(checkReferences(await loadConfigFile(path), { ...known, anyCredential: true }), []);
  }
});

Deno.test("the page has every key of the configuration, in the section where it stands", () => {
  const schema = JSON.parse(configSchemaText());
  const sections = page.split("## Every key")[1].split(/^### /m);
  const sectionOf = (name: string) => {
    const found = sections.find((text) => text.split("\n")[0].includes(name));
    assert(found !== undefined, `the page has no section of ${name}`);
    return found;
  };
  const top = sectionOf("Top level");
  for (const [key, value] of Object.entries<{ type?: string }>(schema.properties)) {
    if (value.type === "object" || ["endpoints", "parameters"].includes(key)) {
      const text = sectionOf(`[${key}`);
      for (const inner of keysWithin(value)) {
        assert(new RegExp(`[\\s\`.]${inner}(?:[\`\\]]| = )`).test(text), `${key}: the page lacks ${inner}`);
      }
    } else assert(top.includes(`\`${key}\``), `the page lacks ${key}`);
  }
  for (const name of [...PARAMETERS.keys(), ...PRESETS.keys()]) assert(page.includes(`\`${name}\``), name);
});

/** The names of keys at any depth; names that users give are none. */
function keysWithin(schema: { [key: string]: unknown }): string[] {
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([key, value]) => [key, ...keysWithin(value)]),
    ...[schema.additionalProperties, schema.items].flatMap((inner) =>
      typeof inner === "object" && inner !== null ? keysWithin(inner as { [key: string]: unknown }) : []
    ),
  ];
}
