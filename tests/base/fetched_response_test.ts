import { assertEquals, assertInstanceOf } from "@std/assert";
import { FetchedResponse } from "../../src/base/mod.ts";

const INIT = { status: 200, statusText: "OK", headers: { "x-a": "b" }, url: "http://h/a?b=c#part", redirected: false };

Deno.test("a fetched response has an address, without its fragment, and the type of one that came from a network", () => {
  const response = new FetchedResponse("x", { ...INIT, redirected: true });
  assertInstanceOf(response, Response);
  assertEquals([response.url, response.type, response.redirected], ["http://h/a?b=c", "basic", true]);
  assertEquals(new FetchedResponse("x", { ...INIT, url: "" }).url, "");
});

for (
  const [status, ok] of [[200, true], [299, true], [300, false], [404, false], [600, false], [999, false]] as const
) {
  Deno.test(`a fetched response with status ${status} is ${ok ? "" : "not "}ok`, async () => {
    const response = new FetchedResponse("x", { ...INIT, status });
    assertEquals([response.status, response.ok, await response.text()], [status, ok, "x"]);
  });
}

for (const status of [101, 103, 204, 205, 304]) {
  Deno.test(`a fetched response with status ${status} has no body`, () => {
    const response = new FetchedResponse("x", { ...INIT, status });
    assertEquals([response.status, response.body], [status, null]);
    assertEquals([response.clone().status, response.clone().body], [status, null]);
  });
}

Deno.test("a clone says the same of itself, and is read by itself", async () => {
  const response = new FetchedResponse("abc", { ...INIT, status: 777 });
  const clone = response.clone();
  clone.headers.set("x-a", "c");
  assertEquals([clone.status, clone.url, response.headers.get("x-a")], [777, "http://h/a?b=c", "b"]);
  assertEquals([await clone.text(), await response.text()], ["abc", "abc"]);
});

Deno.test("a response of another body says the same of itself", async () => {
  const other = FetchedResponse.of(new FetchedResponse("abc", { ...INIT, status: 601 }), "d");
  assertEquals([other.status, other.statusText, other.url, await other.text()], [601, "OK", "http://h/a?b=c", "d"]);
  assertEquals(other.headers.get("x-a"), "b");
});
