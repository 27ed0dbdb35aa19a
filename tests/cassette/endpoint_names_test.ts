import { assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { EndpointNames } from "../../src/cassette/endpoint_names.ts";

const NAMES = new EndpointNames({
  "m@local": "http://127.0.0.1:8091/v1/",
  "m@local/v10": "http://127.0.0.1:8091/v10",
  "m@cloud": "HTTPS://API.Example.com:443/openai",
  "m@root": "http://root.example",
});

Deno.test("an endpoint's name stands in place of its base URL", () => {
  const cases = [
    ["http://127.0.0.1:8091/v1/chat/completions", "{m@local}/chat/completions", "m@local"],
    ["http://127.0.0.1:8091/v1", "{m@local}", "m@local"],
    ["http://127.0.0.1:8091/v1?a=1", "{m@local}?a=1", "m@local"],
    ["https://api.example.com/openai/x", "{m@cloud}/x", "m@cloud"],
    ["http://root.example/", "{m@root}/", "m@root"],
  ] as const;
  for (const [url, named, name] of cases) assertEquals(NAMES.named(url), { url: named, name });
});

Deno.test("what only looks like a base URL keeps its origin", () => {
  const urls = [
    "http://127.0.0.1:8091/v11/chat",
    "http://127.0.0.1:80911/v1/chat",
    "http://127.0.0.1:8091/V1/chat",
    "https://127.0.0.1:8091/v1/chat",
    "http://root.example.evil.com/",
    "http://other.example/v1",
  ];
  for (const url of urls) assertEquals(NAMES.named(url), { url, name: undefined });
  assertEquals(NAMES.named("http://127.0.0.1:8091/v10/chat").name, "m@local/v10");
});

Deno.test("the longest base URL wins, unless the caller names another one", () => {
  const names = new EndpointNames({ "outer": "http://h/a", "inner": "http://h/a/b" });
  assertEquals(names.named("http://h/a/b/c"), { url: "{inner}/c", name: "inner" });
  assertEquals(names.named("http://h/a/b/c", "outer"), { url: "{outer}/b/c", name: "outer" });
  assertEquals(names.named("http://h/a/x", "inner"), { url: "{outer}/x", name: "outer" });
});

Deno.test("endpoints may share a base URL when the caller says which one it means", () => {
  const names = new EndpointNames({ a: "http://h/v1", b: "http://h/v1/" });
  assertEquals(names.named("http://h/v1/x", "b"), { url: "{b}/x", name: "b" });
  for (const wanted of [undefined, "c"]) {
    assertThrows(() => names.named("http://h/v1/x", wanted), UserError, '"a" and "b" have the same base URL');
  }
  assertEquals(names.named("http://h/v2", undefined).name, undefined);
});

Deno.test("the query of a base URL is no part of the base", () => {
  const names = new EndpointNames({ azure: "https://h/openai/d?api-version=1" });
  assertEquals(names.named("https://h/openai/d/chat?api-version=1").url, "{azure}/chat?api-version=1");
});

Deno.test("a base URL that is no URL is refused", () => {
  assertThrows(
    () => new EndpointNames({ m: "localhost" }),
    UserError,
    'Cannot name the endpoint "m" as its base URL is no URL: current value is "localhost"',
  );
});

Deno.test("an endpoint without a base URL is named by the call alone, and its URLs stay as they are", () => {
  const names = new EndpointNames({ "m@client": "", "m@local": "http://127.0.0.1:8091/v1" });
  const url = "http://127.0.0.1:8091/v1/chat/completions";
  assertEquals(names.named(url, "m@client"), { url, name: "m@client" });
  assertEquals(names.named(url), { url: "{m@local}/chat/completions", name: "m@local" });
  assertEquals(names.named("http://other.example/", "m@other"), { url: "http://other.example/", name: undefined });
  assertEquals(names.live(url), url);
});
