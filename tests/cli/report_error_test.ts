import { assertEquals, assertInstanceOf, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { reportError } from "../../src/cli/_report_error.ts";
import { testIo, type TestIoOptions } from "./_test_io.ts";

function report(error: unknown, options: TestIoOptions & { json?: boolean } = {}) {
  const io = testIo(options);
  return { code: reportError(error, { io, json: options.json ?? false }), ...io.written };
}

Deno.test("a user's mistake is its message alone", () => {
  const { code, stdout, stderr } = report(new UserError("Cannot fly as you have no wings"));
  assertEquals([code, stdout, stderr], [1, "", "error: Cannot fly as you have no wings\n"]);
  assertEquals(report(new UserError("x", { exitCode: 2 })).code, 2);
});

Deno.test("what a message quotes cannot move the cursor", () => {
  const { stdout, stderr } = report(new UserError("no \x1b[2Jmodel\r\u202e\x9b31m"), { json: true });
  assertEquals(stderr, "error: no �[2Jmodel���31m\n");
  assertEquals(JSON.parse(stdout).error.message, "no \x1b[2Jmodel\r\u202e\x9b31m");
  // deno-lint-ignore no-control-regex
  assertEquals(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/.test(stdout), false);
});

Deno.test("an unexpected error is short and tells how to see its stack", () => {
  const { code, stderr } = report(new TypeError("x is not a function"));
  assertEquals(code, 1);
  assertEquals(stderr.split("\n"), [
    "error: x is not a function (this was not expected)",
    "Set TAPEDECK_DEBUG=1 to see where it comes from.",
    "",
  ]);
  assertEquals(report("thrown text").stderr.startsWith("error: thrown text"), true);
});

Deno.test("what was thrown first counts, and not what clean-up threw after it", async () => {
  const failing = async () => {
    await using _outer = { [Symbol.asyncDispose]: () => Promise.reject(new Error("cannot close the tape")) };
    await using _inner = { [Symbol.asyncDispose]: () => Promise.reject(new Error("cannot close the ledger")) };
    throw new UserError("Cannot fly as you have no wings", { exitCode: 2 });
  };
  const error = await assertRejects(failing);
  assertInstanceOf(error, SuppressedError);
  const { code, stdout, stderr } = report(error, { json: true });
  assertEquals([code, stderr], [2, "error: Cannot fly as you have no wings\n"]);
  assertEquals(JSON.parse(stdout).error.message, "Cannot fly as you have no wings");
  const debugged = report(error, { env: { TAPEDECK_DEBUG: "1" } }).stderr;
  for (const said of ["no wings", "close the ledger", "close the tape"]) assertStringIncludes(debugged, said);
});

Deno.test("with TAPEDECK_DEBUG=1 the stack and the cause are shown", () => {
  const error = new Error("outer", { cause: new Error("inner") });
  const { stderr } = report(error, { env: { TAPEDECK_DEBUG: "1" } });
  assertStringIncludes(stderr, "report_error_test.ts");
  assertStringIncludes(stderr, "inner");
});

Deno.test("under --json the error is a document", () => {
  assertEquals(JSON.parse(report(new Error("odd"), { json: true }).stdout), {
    error: { kind: "unexpected", message: "odd", exit_code: 1 },
  });
  assertEquals(JSON.parse(report(new UserError("no"), { json: true }).stdout).error.kind, "failed");
});

Deno.test("colour only where it is welcome", () => {
  assertEquals(report(new UserError("no"), { terminal: true, color: true }).stderr, "\x1b[31;1merror:\x1b[0m no\n");
  assertEquals(report(new UserError("no"), { terminal: true }).stderr, "error: no\n");
});

Deno.test("no key of the environment is in an error, nor in its stack, cause, properties or document", () => {
  const key = "sk-canary-0123456789abcdef";
  const cause = Object.assign(new Error("inner"), { headers: { authorization: `Basic ${btoa(`user:${key}`)}` } });
  const env = { SOME_API_KEY: key, TAPEDECK_DEBUG: "1" };
  for (const error of [new Error(`outer ${key}`, { cause }), new UserError(`Cannot use ${encodeURIComponent(key)}`)]) {
    const { stdout, stderr } = report(error, { env, json: true });
    for (const text of [stdout, stderr]) {
      assertEquals(text.includes(key) || text.includes(btoa(key).slice(8, 24)), false, text);
    }
    assertStringIncludes(stderr, "[secret env:SOME_API_KEY]");
  }
});
