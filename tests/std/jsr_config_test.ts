import { assert, assertEquals, assertMatch } from "@std/assert";

type Config = Record<string, unknown> & { imports: Record<string, string> };

const root = new URL("../../", import.meta.url);

async function config(name: string): Promise<Config> {
  return JSON.parse(await Deno.readTextFile(new URL(name, root)));
}

const isStandard = ([name]: [string, string]) => name.startsWith("@std/");

Deno.test("deno.jsr.json maps the standard names to exact versions on JSR", async () => {
  const standard = Object.entries((await config("deno.jsr.json")).imports).filter(isStandard);
  assertEquals(standard.map(([name]) => name).toSorted(), ["@std/assert", "@std/cli", "@std/toml"]);
  for (const [name, target] of standard) assertMatch(target, new RegExp(`^jsr:${name}@\\d+\\.\\d+\\.\\d+$`));
});

Deno.test("deno.jsr.json names the same npm versions as deno.json", async () => {
  const [plain, jsr] = await Promise.all([config("deno.json"), config("deno.jsr.json")]);
  const others = ({ imports }: Config) =>
    Object.fromEntries(Object.entries(imports).filter((entry) => !isStandard(entry)));
  assertEquals(others(jsr), others(plain));
  assertEquals(Object.keys(jsr.imports), Object.keys(plain.imports));
});

Deno.test("deno.jsr.json has the compiler options and permissions of deno.json", async () => {
  const [plain, jsr] = await Promise.all([config("deno.json"), config("deno.jsr.json")]);
  for (const key of ["nodeModulesDir", "compilerOptions", "permissions", "unstable", "exclude"]) {
    assertEquals(jsr[key], plain[key], key);
  }
});

Deno.test("deno takes deno.jsr.json as a configuration", async () => {
  const path = decodeURIComponent(new URL("deno.jsr.json", root).pathname);
  const command = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--config", path, "console.log(import.meta.resolve('@std/toml'))"],
    env: { NO_COLOR: "1" },
  });
  const { success, stdout, stderr } = await command.output();
  assert(success, new TextDecoder().decode(stderr));
  assertMatch(new TextDecoder().decode(stdout), /^jsr:@std\/toml@\d/);
});
