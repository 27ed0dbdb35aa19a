import { assertEquals, AssertionError, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";

const thrower = (error: unknown) => () => {
  throw error;
};

/** What `assertThrows` itself throws. */
function failureOf(fn: () => void): Error {
  try {
    fn();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}

async function rejectionOf(fn: () => Promise<unknown>): Promise<Error> {
  try {
    await fn();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was rejected");
}

Deno.test("assertThrows gives what was thrown", () => {
  const error = new TypeError("a");
  assertStrictEquals(assertThrows(thrower(error)), error);
  assertStrictEquals(assertThrows(thrower(error), TypeError), error);
  assertStrictEquals(assertThrows(thrower(error), Error, "a"), error);
  assertStrictEquals(assertThrows(thrower("text")), "text");
});

Deno.test("assertThrows fails where nothing is thrown", () => {
  const quiet = () => 1;
  assertEquals(failureOf(() => assertThrows(quiet)).message, "Expected function to throw.");
  assertEquals(failureOf(() => assertThrows(quiet, "why")).message, "Expected function to throw: why");
  assertEquals(failureOf(() => assertThrows(quiet, Error, "", "why")).message, "Expected function to throw: why");
});

Deno.test("assertThrows fails for another class, another message and what is no error", () => {
  const cases: [() => void, string][] = [
    [
      () => assertThrows(thrower(new Error("a")), TypeError),
      'Expected error to be instance of "TypeError", but was "Error".',
    ],
    [
      () => assertThrows(thrower(new Error("a")), Error, "b"),
      'Expected error message to include "b", but got "a".',
    ],
    [() => assertThrows(thrower("a"), Error), "A non-Error object was thrown."],
  ];
  for (const [fn, message] of cases) {
    const failure = failureOf(fn);
    assertEquals([failure.name, failure.message], ["AssertionError", message]);
  }
});

Deno.test("assertRejects gives the reason", async () => {
  const error = new RangeError("a");
  assertStrictEquals(await assertRejects(() => Promise.reject(error)), error);
  assertStrictEquals(await assertRejects(() => Promise.reject(error), RangeError, "a"), error);
  assertStrictEquals(await assertRejects(() => Promise.reject("text")), "text");
  // deno-lint-ignore require-await
  assertStrictEquals(await assertRejects(async () => thrower(error)(), Error), error);
});

Deno.test("assertRejects fails where nothing rejects", async () => {
  const failure = await rejectionOf(() => assertRejects(() => Promise.resolve(1), "why"));
  assertEquals([failure.name, failure.message], ["AssertionError", "Expected function to reject: why"]);
});

Deno.test("a function that throws at once, or gives no promise, has not rejected", async () => {
  const message = "Function throws when expected to reject.";
  assertEquals((await rejectionOf(() => assertRejects(thrower(new Error("a"))))).message, message);
  const noPromise = (() => 1) as unknown as () => Promise<number>;
  assertEquals((await rejectionOf(() => assertRejects(noPromise))).message, message);
});

Deno.test("assertRejects fails for another class, another message and what is no error", async () => {
  const cases: [() => Promise<unknown>, string][] = [
    [
      () => assertRejects(() => Promise.reject(new Error("a")), TypeError),
      'Expected error to be instance of "TypeError", but was "Error".',
    ],
    [
      () => assertRejects(() => Promise.reject(new Error("a")), Error, "b", "why"),
      'Expected error message to include "b", but got "a": why',
    ],
    [() => assertRejects(() => Promise.reject("a"), Error), "A non-Error object was rejected."],
  ];
  for (const [fn, message] of cases) {
    const failure = await rejectionOf(fn);
    assertEquals([failure instanceof AssertionError, failure.message], [true, message]);
  }
});

Deno.test("a thenable counts as a promise", async () => {
  const thenable = {
    then: (_resolve: unknown, reject: (reason: unknown) => void) => reject(new Error("a")),
  } as unknown as Promise<never>;
  await assertRejects(() => thenable, Error, "a");
});
