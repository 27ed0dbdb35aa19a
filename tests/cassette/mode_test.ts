import { assertEquals, assertMatch, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { assertModeAllowed, CASSETTE_MODES, openCassette, parseMode } from "../../src/cassette/mod.ts";
import { recordTape, tempTape } from "./support.ts";
import { inOwnProcess } from "../support/own_process.ts";

Deno.test("modes are read by name, and a wrong one is told what was meant", () => {
  for (const mode of CASSETTE_MODES) assertEquals(parseMode(mode), mode);
  const error = assertThrows(() => parseMode("apend"), UserError);
  assertEquals(error.exitCode, 2);
  assertEquals(
    error.message,
    "Cannot open a cassette as the mode must be one of replay, record, append, refresh, passthrough: current value is " +
      '"apend" (did you mean "append"?)',
  );
  assertThrows(() => parseMode("zebra"), UserError, 'current value is "zebra"');
});

Deno.test("with CI set every mode but replay is refused, unless live calls are allowed", () => {
  for (const mode of CASSETTE_MODES) {
    for (const ci of ["true", "1", "yes", "github"]) {
      if (mode === "replay") assertModeAllowed(mode, ci, false);
      else {
        const error = assertThrows(
          () => assertModeAllowed(mode, ci, false),
          UserError,
          `in mode "${mode}" as CI is set`,
        );
        assertStringIncludes(error.message, "--allow-live-in-ci");
        assertEquals(error.exitCode, 2);
      }
      assertModeAllowed(mode, ci, true);
    }
    for (const ci of [undefined, "", "0", "false"]) assertModeAllowed(mode, ci, false);
  }
});

Deno.test("a cassette that CI refuses is neither made nor touched", async () => {
  await using tape = await tempTape();
  await assertRejects(() => openCassette(tape.path, { mode: "record", ci: "true" }), UserError, "CI is set");
  await assertRejects(() => Deno.stat(tape.path), Deno.errors.NotFound);
  await (await openCassette(tape.path, { mode: "record", ci: "true", allowLiveInCi: true })).close();
});

Deno.test("whether CI is set is read from the environment", async () => {
  await using tape = await tempTape();
  const code = `
    import { openCassette } from "./src/cassette/mod.ts";
    const opened = openCassette(values[0], { mode: "append" }).then((tape) => tape.close());
    tell(await opened.then(() => "open", ({ name, message }) => name + ": " + message));
  `;
  const said = (CI: string) => inOwnProcess<string>(code, { env: { CI }, values: [tape.path] });
  assertMatch(await said("true"), /^UserError: .*CI is set/);
  assertEquals(await said("false"), "open");
});

Deno.test("a mode that is none is refused when a cassette is opened", async () => {
  await using tape = await tempTape();
  await (await recordTape(tape.path)).close();
  await assertRejects(() => openCassette(tape.path, { mode: "rewind" as "replay" }), UserError, "must be one of");
});
