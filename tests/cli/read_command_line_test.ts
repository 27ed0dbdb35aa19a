import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { z } from "zod";
import { UserError } from "../../src/base/mod.ts";
import { commandHelp } from "../../src/cli/_command_help.ts";
import { readCommandLine } from "../../src/cli/_read_command_line.ts";
import { type Command, defineCommand } from "../../src/cli/command.ts";

const command = defineCommand({
  name: "paint wall",
  summary: "Paint a wall",
  description: "With a brush.",
  args: [
    { name: "WALL", description: "Which wall" },
    { name: "BRUSH", description: "Which brush", default: "wide" },
  ],
  flags: z.strictObject({
    paintColor: z.enum(["red", "blue"]).default("red").describe("The colour"),
    coats: z.int().min(1).optional().meta({ alias: "c", placeholder: "COUNT", description: "How many coats" }),
    shade: z.number().min(0).max(1).optional().describe("How dark"),
    dry: z.boolean().default(true).meta({ negatable: true, description: "Wait until it is dry" }),
    wet: z.boolean().default(false).describe("Do not wait"),
    note: z.string().optional().describe("A note"),
  }),
  examples: [{ line: "tapedeck paint wall north", does: "The north wall" }],
  run: () => Promise.resolve({ text: "", document: null }),
}) as unknown as Command;

const read = (line: string) => readCommandLine(command, line.split(" "));
const refused = (line: string) => assertThrows(() => read(line), UserError).message.split("\n")[0];

Deno.test("flags and arguments get their types and defaults", () => {
  assertEquals(read("north"), {
    help: false,
    json: false,
    args: ["north", "wide"],
    flags: { paintColor: "red", dry: true, wet: false },
  });
  assertEquals(read("north thin --paint-color blue -c 3 --shade=0.5 --no-dry --wet --note x --json"), {
    help: false,
    json: true,
    args: ["north", "thin"],
    flags: { paintColor: "blue", coats: 3, shade: 0.5, dry: false, wet: true, note: "x" },
  });
});

Deno.test("arguments that look like numbers stay as they were typed", () => {
  assertEquals(read("007 1e3").args, ["007", "1e3"]);
  assertEquals(read("north --note 1.50").flags.note, "1.50");
  assertEquals(read("-- --wet -x").args, ["--wet", "-x"]);
});

Deno.test("wrong flags are refused in the words of their schema", () => {
  assertEquals(
    refused("north --paint-color gren"),
    '--paint-color must be one of "red", "blue": current value is "gren"',
  );
  assertEquals(refused("north --coats 0"), "--coats must be at least 1: current value is 0");
  assertEquals(refused("north --coats x"), '--coats must be a number: current value is "x"');
  assertEquals(refused("north --shade 2"), "--shade must be at most 1: current value is 2");
  assertEquals(refused("north --note="), "--note needs a value");
  assertEquals(refused("north --nte x"), '--nte is not a flag of "paint wall": did you mean --note?');
  assertEquals(refused("north --no-wet"), '--no-wet is not a flag of "paint wall"');
  assertEquals(
    refused("north --paintColor red"),
    '--paintColor is not a flag of "paint wall": did you mean --paint-color?',
  );
  assertEquals(refused("north thin east"), '"paint wall" takes 2 arguments: current value is "east"');
  assertEquals(refused("--wet"), '"paint wall" needs WALL: Which wall');
});

Deno.test("a switch takes true, false or nothing", () => {
  assertEquals(read("north --wet=true --dry=false --json=true").flags, { paintColor: "red", dry: false, wet: true });
  assertEquals(read("north --json=true").json, true);
  assertEquals(read("north --json=false").json, false);
  assertEquals(refused("north --json=foo"), '--json must be true or false: current value is "foo"');
  assertEquals(refused("north --wet="), '--wet must be true or false: current value is ""');
  assertEquals(refused("north --no-dry=true"), '--no-dry takes no value: current value is "true"');
  assertEquals(refused("--help=foo"), '--help must be true or false: current value is "foo"');
  assertEquals(read("north -- --json=foo").args, ["north", "--json=foo"]);
});

Deno.test("a flag given twice has one value, or is refused", () => {
  assertEquals(read("north --note x --note x -c 3 --coats 3").flags.coats, 3);
  assertEquals(
    refused("north --paint-color red --paint-color=blue"),
    '--paint-color can be given once: current values are "red" and "blue"',
  );
  assertEquals(refused("north -c 2 --coats 3"), '--coats can be given once: current values are "2" and "3"');
  assertEquals(refused("north --note --note x"), "--note needs a value");
});

Deno.test("with --help nothing else is checked", () => {
  assertEquals(read("--help --nonsense").help, true);
  assertEquals(read("-h --json"), { help: true, json: true, args: [], flags: {} });
});

Deno.test("the help is made from the same data", () => {
  const help = commandHelp(command);
  assertEquals(help.split("\n\n").slice(0, 3), [
    "Paint a wall.",
    "With a brush.",
    "Usage: tapedeck paint wall WALL [BRUSH] [FLAGS]",
  ]);
  for (
    const line of [
      "  BRUSH  Which brush (default: wide)",
      "  --paint-color red|blue  The colour (default: red)",
      "  -c, --coats COUNT       How many coats",
      "  --shade N               How dark",
      "  --[no-]dry              Wait until it is dry (default: true)",
      "  --wet                   Do not wait",
      "  --note TEXT             A note",
      "  -h, --help              Print this help",
      "  # The north wall\n  tapedeck paint wall north",
    ]
  ) assertStringIncludes(help, line);
});

Deno.test("a flag of a kind that cannot be typed on a command line is refused when it is defined", () => {
  const odd = { ...command, flags: z.strictObject({ when: z.date() }) };
  assertThrows(() => readCommandLine(odd, []), TypeError, "current value is when");
});

Deno.test("a last argument may take all words that are left", () => {
  const many = { ...command, args: [{ name: "FILE", description: "Which files", many: true }] };
  assertEquals(readCommandLine(many, ["a", "b", "--wet", "c"]).args, ["a", "b", "c"]);
  assertStringIncludes(assertThrows(() => readCommandLine(many, []), UserError).message, "needs FILE: Which files");
  assertStringIncludes(commandHelp(many), "tapedeck paint wall FILE… [FLAGS]");
});

Deno.test("a flag of many values may be given several times", () => {
  const many = defineCommand({
    name: "paint",
    summary: "Paint",
    args: [],
    flags: z.strictObject({
      wall: z.array(z.string()).optional().meta({ placeholder: "WALL", description: "A wall" }),
    }),
    examples: [],
    run: () => Promise.resolve({ text: "", document: null }),
  }) as unknown as Command;
  assertEquals(readCommandLine(many, []).flags, {});
  assertEquals(readCommandLine(many, ["--wall", "north"]).flags, { wall: ["north"] });
  assertEquals(readCommandLine(many, ["--wall", "north", "--wall=east"]).flags, { wall: ["north", "east"] });
  assertStringIncludes(commandHelp(many), "--wall WALL… ");
});

Deno.test("a default of no values at all is not told", () => {
  const flags = z.strictObject({ wall: z.array(z.string()).default([]).meta({ description: "A wall" }) });
  assertStringIncludes(commandHelp({ ...command, flags }), "  A wall\n");
});

Deno.test("a dash by itself is a value behind a flag, and an argument elsewhere", () => {
  const many = { ...command, args: [{ name: "FILE", description: "Which files", many: true }] };
  const read = readCommandLine(many, ["-", "--note", "-", "--", "--note", "-"]);
  assertEquals([read.flags.note, read.args], ["-", ["-", "--note", "-"]]);
});
