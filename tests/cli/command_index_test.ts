import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { flagFacts } from "../../src/cli/_flag_facts.ts";
import { cliReference } from "../../src/cli/cli_reference.ts";
import { COMMAND_INDEX } from "../../src/cli/command_index.ts";
import { main } from "../../src/cli/main.ts";
import { testIo } from "./_test_io.ts";

const commands = () => Promise.all(COMMAND_INDEX.map((entry) => entry.load()));

Deno.test("the index says of each command what the command says of itself", async () => {
  const loaded = await commands();
  assertEquals(
    COMMAND_INDEX.map(({ name, summary }) => ({ name, summary })),
    loaded.map(({ name, summary }) => ({ name, summary })),
  );
});

Deno.test("no command hides another, and summaries are lines without a full stop", async () => {
  const names = COMMAND_INDEX.map(({ name }) => name);
  assertEquals(new Set(names).size, names.length);
  for (const { name, summary } of COMMAND_INDEX) {
    const io = testIo();
    await main([...name.split(" "), "--help"], io);
    assertStringIncludes(io.written.stdout, `tapedeck ${name} `);
    assertMatch(summary, /^[A-Z][^\n]{10,80}[^.\n]$/);
  }
});

Deno.test("servers that stand side by side have ports of their own", async () => {
  const ports = (await commands()).flatMap(({ flags }) => {
    const port = flagFacts(flags).find(({ name }) => name === "port");
    return port === undefined ? [] : [port.default];
  });
  assert(ports.length >= 3);
  assertEquals(new Set(ports).size, ports.length);
});

Deno.test("every flag and argument is described, and no flag is there twice", async () => {
  for (const command of await commands()) {
    const facts = flagFacts(command.flags);
    for (const { name, description } of facts) {
      assertMatch(description ?? "", /^[A-Z].+[^.]$/, `${command.name} --${name}`);
    }
    for (const { name, description } of command.args) assertMatch(`${name} ${description}`, /^[A-Z]+ [A-Z].+[^.]$/);
    const typed = [
      "json",
      "help",
      "h",
      ...facts.flatMap(({ name, alias }) => alias === undefined ? [name] : [name, alias]),
    ];
    assertEquals(new Set(typed).size, typed.length, command.name);
    for (const { line } of command.examples) assert(line.startsWith(`tapedeck ${command.name}`), line);
  }
});

Deno.test("the reference has a section for every command that is not hidden, and its flags", async () => {
  const io = testIo();
  assertEquals(await main(["docs"], io), 0);
  const shown = await Promise.all(COMMAND_INDEX.filter(({ hidden }) => !hidden).map((entry) => entry.load()));
  assertEquals(io.written.stdout, cliReference(shown));
  for (const command of shown) {
    assertStringIncludes(io.written.stdout, `### \`tapedeck ${command.name}\`\n`);
    for (const { name } of flagFacts(command.flags)) {
      assertMatch(io.written.stdout, new RegExp(`--(?:\\[no-\\])?${name}\\b`));
    }
  }
  assertStringIncludes(io.written.stdout, "`--mode replay\\|record\\|append\\|refresh\\|passthrough`");
});
