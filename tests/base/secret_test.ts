import { assertEquals, assertStringIncludes } from "@std/assert";
import { inspect } from "node:util";
import { serialize } from "node:v8";
import { Secret } from "../../src/base/mod.ts";

const VALUE = "sk-canary-0123456789";
const SHOWN = "[secret openai/work]";

/** All that a value can be shown by. */
function shownBy(value: unknown): { readonly [by: string]: string } {
  return {
    "String": String(value),
    "template": `${value}`,
    "concatenation": "" + (value as string),
    "Object.prototype.toString": Object.prototype.toString.call(value),
    "toLocaleString": (value as object).toLocaleString(),
    "valueOf": inspect((value as object).valueOf()),
    "number": String(Number(value)),
    "date": String(new Date(value as string)),
    "JSON": JSON.stringify({ nested: [value] }),
    "Deno.inspect": Deno.inspect({ value }),
    "Deno.inspect, deep": Deno.inspect([[value]], { depth: 100, showHidden: true, getters: true }),
    "node inspect": inspect(value),
    "node inspect, hidden": inspect({ value }, { showHidden: true, getters: true, depth: 100 }),
    "node inspect, as it is": inspect(value, { customInspect: false, showHidden: true }),
    "keys": Object.keys(value as object).join(),
    "own keys": Reflect.ownKeys(value as object).map((key) => String((value as never)[key])).join(),
    "entries": JSON.stringify(Object.entries(value as object)),
    "values": JSON.stringify(Object.values(value as object)),
    "descriptors": inspect(Object.getOwnPropertyDescriptors(value)),
    "spread": JSON.stringify({ ...value as object }),
    "assign": inspect(Object.assign({}, value)),
    "for in": (() => {
      const seen: unknown[] = [];
      for (const key in value as object) seen.push((value as never)[key]);
      return seen.join();
    })(),
    "clone": inspect(structuredClone(value), { showHidden: true }),
    "v8": serialize(value).toString("latin1"),
    "error": new Error(`failed with ${value}`, { cause: value }).toString(),
    "inspected error": Deno.inspect(new Error("failed", { cause: value })),
    "stack": String(new Error(`failed with ${value}`).stack),
    "prototype": inspect(Object.getPrototypeOf(value), { showHidden: true }),
    "display": JSON.stringify((value as { [name: symbol]: () => unknown })[Symbol.for("Jupyter.display")]()),
    "form": new URLSearchParams({ value: value as string }).toString(),
    "headers": [...new Headers({ value: value as string }).values()].join(),
    "code": String((value as Secret).reveal),
  };
}

Deno.test("a secret gives nothing away, by whatever it is shown", () => {
  const shown = shownBy(new Secret("openai/work", VALUE));
  for (const [by, text] of Object.entries(shown)) assertEquals(text.includes(VALUE), false, `${by}: ${text}`);
  for (
    const by of ["String", "template", "concatenation", "JSON", "Deno.inspect", "node inspect", "error", "display"]
  ) {
    assertStringIncludes(shown[by], SHOWN, by);
  }
});

Deno.test("a secret that is logged shows its name", async () => {
  const code = `import { Secret } from ${JSON.stringify(new URL("../../src/base/mod.ts", import.meta.url).href)};
    const key = new Secret("openai/work", ${JSON.stringify(VALUE)});
    console.log(key, [key], { key }, "%s %o %O %j", key, key, key, key);
    console.error(key);
    console.table([key]);
    console.dir(key, { showHidden: true });
    console.log("%s %o %O", key, key, key);
    throw new Error("failed", { cause: key });`;
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--ext=ts", `--config=${config}`, code],
    env: { NO_COLOR: "1" },
  }).output();
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  assertStringIncludes(said, SHOWN);
  // The program itself stands nowhere in what it says.
  assertEquals(said.includes(VALUE), false, said);
});

Deno.test("what another thread gets of a secret is its name", async () => {
  const { port1, port2 } = new MessageChannel();
  const got = new Promise((resolve) => port2.onmessage = ({ data }) => resolve(data));
  port1.postMessage({ key: new Secret("openai/work", VALUE) });
  assertEquals(await got, { key: { name: "openai/work" } });
  port1.close();
  port2.close();
});

Deno.test("a secret can be used, and not be changed", () => {
  const secret = new Secret("openai/work", VALUE);
  assertEquals(secret.reveal(), VALUE);
  assertEquals(Reflect.set(secret, "name", VALUE), false);
  assertEquals(Reflect.set(secret, "toString", () => VALUE), false);
  assertEquals(`${secret}`, SHOWN);
});
