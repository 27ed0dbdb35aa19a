import { assert, assertEquals } from "@std/assert";
import { modelInfoSchema } from "../../../src/web/api/model_info.ts";
import { modelsQuerySchema } from "../../../src/web/api/models_query.ts";
import { apiWorld, KEYS } from "./_providers.ts";

const DOCS = await Deno.readTextFile(new URL("../../../docs/api.md", import.meta.url));

/** The commands of the page, as a shell reads them. */
function curls() {
  return DOCS.split("\n").filter((line) => line.startsWith("curl ")).map((line) => {
    const [, address] = /'http:\/\/127\.0\.0\.1:8412([^']+)'/.exec(line)!;
    const [, header] = /-H "([^"]+)"/.exec(line) ?? [];
    const [name, value] = header?.replace("$OPENAI_API_KEY", KEYS.ann).split(": ") ?? [];
    return { address, headers: header === undefined ? {} : { [name]: value } };
  });
}

Deno.test("every command of the page is answered", async () => {
  await using world = await apiWorld();
  // The list that ships stands in, which has all that the page speaks of.
  world.answers["openrouter.ai"] = () => new Response(null, { status: 503 });
  assert(curls().length >= 8);
  for (const { address, headers } of curls()) {
    const response = await world.get(address, { headers });
    assertEquals(response.status, 200, address);
    if (address !== "/api/events") {
      const answer = await response.json();
      assert((answer.models ?? answer.data ?? [answer]).length > 0, `${address} finds nothing`);
    } else await response.body!.cancel();
  }
});

Deno.test("the page names parameters and fields that there are, and no others", () => {
  const named = (heading: string) => {
    const table = DOCS.slice(DOCS.indexOf(`| ${heading} `)).split("\n\n")[0].split("\n").slice(2);
    return table.flatMap((row) => [...row.split("|")[1].matchAll(/`(\w+)(?:=\w+)?`/g)].map(([, name]) => name));
  };
  assertEquals(named("parameter").toSorted(), Object.keys(modelsQuerySchema.shape).sort());
  const fields = Object.keys(modelInfoSchema.shape);
  assertEquals(named("field").filter((name) => !fields.includes(name)), []);
});
