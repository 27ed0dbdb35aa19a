import { assertEquals } from "@std/assert";
import { type Args, parseArgs, type ParseOptions } from "@std/cli";

// The compiler does the testing here: a wrong type fails `deno check`.
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;

/** Holds when its type argument is `true`. */
function holds<T extends true>(...evidence: T[]): void {
  assertEquals(evidence, []);
}

Deno.test("without options, a flag may be anything", () => {
  const args = parseArgs(["--port", "80"]);
  const port: number = args.port;
  assertEquals(port, 80);
  holds<Same<typeof args._, (string | number)[]>>();
});

Deno.test("boolean flags are always there, strings perhaps", () => {
  const args = parseArgs([], { boolean: ["json", "verbose"], string: ["out"] });
  holds<Same<typeof args.json, boolean>>();
  holds<Same<typeof args.out, string | undefined>>();
  holds<Same<typeof args.other, unknown>>();
  assertEquals(args, { json: false, verbose: false, _: [] });
});

Deno.test("one name as a string is enough for the types", () => {
  const args = parseArgs([], { boolean: "json", string: "out" });
  holds<Same<typeof args.json, boolean>>();
  holds<Same<typeof args.out, string | undefined>>();
});

Deno.test("collected flags are arrays", () => {
  const args = parseArgs([], { boolean: ["v"], string: ["tag"], collect: ["v", "tag", "more"] });
  holds<Same<typeof args.v, boolean[]>>();
  holds<Same<typeof args.tag, string[]>>();
  holds<Same<typeof args.more, unknown[]>>();
});

Deno.test("a negatable string may be false", () => {
  const args = parseArgs([], { boolean: ["color"], string: ["out"], negatable: ["color", "out"] });
  holds<Same<typeof args.color, boolean>>();
  holds<Same<typeof args.out, string | false | undefined>>();
});

Deno.test("defaults make flags present and add their types", () => {
  const args = parseArgs([], {
    boolean: ["json"],
    string: ["out", "level"],
    default: { json: true, level: 3, extra: "x" },
  });
  holds<Same<typeof args.json, boolean>>();
  holds<Same<typeof args.level, string | number>>();
  holds<Same<typeof args.out, string | undefined>>();
  holds<Same<typeof args.extra, unknown>>();
});

Deno.test("dotted flags are nested", () => {
  const args = parseArgs([], { boolean: ["a.b"], string: ["a.c"], default: { "a.c": 1 } });
  holds<Same<typeof args.a.b, boolean>>();
  holds<Same<typeof args.a.c, string | number>>();
  assertEquals(args.a, { b: false, c: 1 });
});

Deno.test("aliases have the types of their flags", () => {
  const args = parseArgs([], { boolean: ["help"], string: ["out"], alias: { help: "h", out: "o" } });
  holds<Same<typeof args.h, boolean>>();
  holds<Same<typeof args.o, string | undefined>>();
});

Deno.test("what comes after two hyphens has a list when it is asked for", () => {
  const args = parseArgs([], { string: ["out"], "--": true });
  holds<Same<typeof args["--"], string[]>>();
  assertEquals(args["--"], []);
});

Deno.test("the flags can be stated outright", () => {
  const args = parseArgs<{ foo?: number } & { bar: string }, true>(["--bar", "x"]);
  holds<Same<typeof args.bar, string>>();
  holds<Same<typeof args.foo, number | undefined>>();
  type Stated = Args<{ bar: string }>;
  holds<Same<Stated["bar"], string>>();
});

Deno.test("options that are only known at run time give any flags", () => {
  const options: ParseOptions = { boolean: ["foo"] };
  const args = parseArgs(["--foo"], options);
  const foo: boolean = args.foo;
  assertEquals(foo, true);
});
