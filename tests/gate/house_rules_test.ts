import { assertEquals, assertMatch } from "@std/assert";
import { exampleProblems, houseRuleProblems } from "./house_rules.ts";

const check = (text: string, path = "src/sweep/runner.ts") => houseRuleProblems(path, text);

Deno.test("a call of the global fetch is a problem, a fetch that was passed in is not", () => {
  assertEquals(check("const load = () => fetch('x');"), [
    "src/sweep/runner.ts:1 calls the global fetch: take a fetch as a parameter",
  ]);
  assertEquals(check("const load = () => globalThis.fetch('x');").length, 1);
  assertEquals(check("function load(fetch: Fetch) { return () => fetch('x'); }"), []);
  assertEquals(check("function load({ fetch }: Options) { return fetch('x'); }"), []);
  assertEquals(
    check("function load(o: Options) { const fetch = o.fetch ?? globalThis.fetch; return fetch('x'); }"),
    [],
  );
  assertEquals(check("const load = (o: Options) => o.fetch('x');"), []);
});

Deno.test("a name that another scope declares does not hide the global", () => {
  assertEquals(check("function a(fetch: Fetch) {}\nfunction b() { return fetch('x'); }").length, 1);
});

Deno.test("time and chance come from the clock and the seed", () => {
  for (const call of ["Date.now()", "performance.now()", "Math.random()", "setTimeout(f, 1)", "setInterval(f, 1)"]) {
    assertMatch(check(`const f = () => ${call};`).join(), /take|wait/, call);
  }
  assertEquals(check("const f = () => globalThis.setTimeout(g, 1);").length, 1);
  assertEquals(check("const f = () => AbortSignal.timeout(5);").length, 1);
  assertEquals(check("const f = () => new Date();").length, 1);
});

Deno.test("what only looks like time or chance is allowed", () => {
  assertEquals(check("const f = (ms: number) => new Date(ms);"), []);
  assertEquals(check("const f = () => Math.round(1.5);"), []);
  assertEquals(check("const turn = () => new Promise((resolve) => setTimeout(resolve, 0));"), []);
  assertEquals(check("const f = (clock: Clock) => clock.now();"), []);
  assertEquals(check("import { setTimeout } from './timers.ts';\nconst f = () => setTimeout(1);"), []);
});

Deno.test("the clock itself reads the machine's time", () => {
  assertEquals(check("export const now = () => performance.now();", "src/base/clock.ts"), []);
});

Deno.test("work at import is a problem", () => {
  assertEquals(check("register();").length, 1);
  assertEquals(check("const config = await load();").length, 1);
  assertEquals(check("const home = Deno.env.get('HOME');").length, 1);
  assertEquals(check("const home = process.env.HOME;").length, 1);
});

Deno.test("mutable module state is a problem", () => {
  assertEquals(check("let count = 0;"), ["src/sweep/runner.ts:1 is mutable module state: pass it along"]);
});

Deno.test("constants, functions and the guard of a main are no work at import", () => {
  const text = `
    const KINDS = new Set(["a"]);
    export const schema = z.object({ a: z.string() });
    const home = () => Deno.env.get("HOME");
    if (import.meta.main) await run();
  `;
  assertEquals(check(text), []);
  assertEquals(check("await main();", "src/cli/main.ts"), []);
});

Deno.test("an example that asserts what fails no test is a problem", () => {
  assertEquals(exampleProblems("docs/a.md", "```ts\nconsole.assert(true);\n```"), [
    "docs/a.md:2 asserts what fails no test: use @std/assert",
  ]);
  assertEquals(exampleProblems("docs/a.md", "```ts\nassertEquals(1, 1);\n```"), []);
});
