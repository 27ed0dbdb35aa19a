import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { EndpointNames } from "../../src/cassette/endpoint_names.ts";
import { Targets } from "../../src/cassette/_target.ts";

function read(url: string, endpoint?: string) {
  return new Targets(new EndpointNames({ "m@p": "http://h:1234/v1" })).read(url, endpoint);
}

Deno.test("a URL is read as fetch reads it", () => {
  assertEquals(read("HTTP://H:1234/v1/a b#part").url, "{m@p}/a%20b");
  assertEquals(read("https://example.com:443").url, "https://example.com/");
  assertThrows(() => read("/relative"), TypeError, "Invalid URL");
});

Deno.test("a user's name and password are taken out, and are credentials", () => {
  assertEquals(read("http://us%65r:pa%40ss@h:1234/v1/a"), {
    url: "{m@p}/a",
    endpoint: "m@p",
    credentials: ["user", "pa@ss"],
  });
});

Deno.test("credentials in the query are taken out, and the rest stays", () => {
  const names = ["key", "api_key", "api-key", "apikey", "access_token", "sig", "client_secret", "password"];
  for (const name of names) {
    const { url, credentials } = read(`https://x.example/a?b=1&${name}=s%2Bcret-0123456789-0123456789&c=2`);
    assertEquals(url, `https://x.example/a?b=1&${name}=[redacted]&c=2`);
    assertEquals(credentials, ["s+cret-0123456789-0123456789"]);
  }
  assertEquals(read("https://x.example/?X-Amz-Signature=abc").credentials, ["abc"]);
  assertEquals(read("https://x.example/?api_key=a+b").credentials, ["a b", "a+b"]);
});

Deno.test("a token is a credential when it is long, else the name of a page: two pages are never one", () => {
  const long = "0123456789abcdef01234567";
  assertEquals(read(`https://x.example/a?token=${long}`).credentials, [long]);
  assertEquals(read("https://x.example/a?token=second").url, "https://x.example/a?token=second");
});

Deno.test("a key is one as a token is, but Google's, which people make up for a replay, at any length", () => {
  assertEquals(read("https://x.example/kv?key=user1").url, "https://x.example/kv?key=user1");
  assertEquals(read("https://x.example/?key=a7Hq2Vv9Zx4Lm3Kp").url, "https://x.example/?key=[redacted]");
  const google = "https://generativelanguage.googleapis.com/v1beta/models?key=fake";
  assertEquals(read(google).credentials, ["fake"]);
  assertEquals(read("http://h:1234/v1/models/gemini:generateContent?key=fake").credentials, ["fake"]);
});

Deno.test("parameters that only look like credentials stay", () => {
  for (const query of ["max_tokens=1", "page_token=p2", "keyword=x", "next=token", "monkey=1", "model=key"]) {
    assertEquals(read(`https://x.example/?${query}`), {
      url: `https://x.example/?${query}`,
      endpoint: undefined,
      credentials: [],
    });
  }
});

Deno.test("a URL is read once, by itself and for each endpoint", () => {
  const targets = new Targets(new EndpointNames({ a: "http://h", b: "http://h" }));
  const one = targets.read("http://h/x", "a");
  assertStrictEquals(targets.read("http://h/x", "a"), one);
  assertEquals(targets.read("http://h/x", "b").endpoint, "b");
  for (let i = 0; i < 3000; i++) assert(targets.read(`http://h/${i}`, "a").url === `{a}/${i}`);
});
