import { assert, assertEquals, assertFalse, assertMatch, assertThrows } from "@std/assert";
import { need } from "./require.ts";

const absent = () => Promise.reject(new Error("there is no network"));
const silent = { required: [], say: () => {} };

Deno.test("what is there is given and not ignored", async () => {
  const found = await need("jupyter", () => Promise.resolve("python"), silent);
  assertFalse(found.ignore);
  assertEquals(found.get(), "python");
});

Deno.test("what is not there is ignored, and one line says why", async () => {
  const said: string[] = [];
  const missing = await need("jupyter", absent, { required: [], say: (line) => said.push(line) });
  assert(missing.ignore);
  assertEquals(said, ["Ignored what needs jupyter: there is no network"]);
});

Deno.test("what is not there although it is required fails the test that asks for it, and says why", async () => {
  const missing = await need("jupyter", absent, { ...silent, required: ["postgres", "jupyter"] });
  assertFalse(missing.ignore);
  const error = assertThrows(() => missing.get(), Error);
  assertMatch(error.message, /jupyter is needed here: there is no network/);
});

Deno.test("a name that only begins like a required one is not required", async () => {
  const missing = await need("jupyter", absent, { ...silent, required: ["jupyterlab"] });
  assert(missing.ignore);
});
