import { assertEquals } from "@std/assert";
import { FILE_BYTES, linkProblems, trackedProblems } from "./tracked.ts";

const check = (path: string, text: string) => trackedProblems(path, new TextEncoder().encode(text));
/** Joins what must not stand in this file as one piece. */
const join = (...parts: string[]) => parts.join("");

Deno.test("an ordinary file has no problems", () => {
  assertEquals(check("README.md", "Run `deno task ok`. See https://example.com/work/page and ./work/notes.\n"), []);
});

Deno.test("a path of one machine is a problem, with its line", () => {
  const text = join("one\ntwo /ro", "ot/.cache/deno\n");
  assertEquals(check("src/a.ts", text), [join("src/a.ts:2 has a path of one machine: /ro", "ot/.cache")]);
  assertEquals(check("notebooks/a.ipynb", join('"file:///wo', 'rk/main/mod.ts"')).length, 1);
});

Deno.test("a temporary path is a problem in prose, and no problem in code", () => {
  const text = join("writes to /t", "mp/out.json");
  assertEquals(check("docs/guide.md", text).length, 1);
  assertEquals(check("tests/a_test.ts", text), []);
});

Deno.test("the host of a registry is a problem", () => {
  for (const host of [join("registry.", "npmjs.org"), join("europe-npm.", "pkg.dev"), join("acme.jf", "rog.io")]) {
    assertEquals(check("deno.json", `"https://${host}/x"`).length, 1, host);
  }
});

Deno.test("the lock file holds no URL at all", () => {
  assertEquals(check("deno.lock", '"tarball": "https://mirror.example/x.tgz"').length, 1);
  assertEquals(check("deno.lock", '"npm:zod@4.6.7": "4.6.7"'), []);
});

Deno.test("something in the shape of a key is a problem outside of tests", () => {
  const keys = [
    join("sk-", "proj-abcdefghijklmnopqrstuvwxyz"),
    join("AI", "za", "x".repeat(35)),
    join("-----BEGIN RSA ", "PRIVATE KEY-----"),
  ];
  for (const key of keys) {
    assertEquals(check("cassettes/a.jsonl", key).length, 1, key);
    assertEquals(check("tests/cassette/redactor_test.ts", key), []);
  }
  assertEquals(check("docs/a.md", "task-oriented sk-learn"), []);
});

Deno.test("a file may have two megabytes, a cassette more", () => {
  const bytes = new Uint8Array(FILE_BYTES + 1);
  assertEquals(trackedProblems("docs/a.png", bytes.subarray(1)), []);
  assertEquals(trackedProblems("docs/a.png", bytes), ["docs/a.png has 2000001 bytes: the limit is 2000000"]);
  assertEquals(trackedProblems("cassettes/a.jsonl", bytes), []);
});

const TRACKED = ["README.md", "docs/guide.md", "docs/my page.md", "src/sweep/mod.ts"];
const links = (path: string, text: string) => linkProblems(path, text, TRACKED);

Deno.test("a link in a page leads to a tracked file or folder, as seen from the page", () => {
  assertEquals(links("README.md", "[a](docs/guide.md) [b](docs/guide.md#part) [c](src/sweep/) [d](./README.md)"), []);
  assertEquals(links("docs/guide.md", "[a](../README.md) [b](my%20page.md)\n\n[c]: ../src/sweep/mod.ts\n"), []);
  assertEquals(links("README.md", "text\n[a](docs/gone.md) and [`b`](src/swep/mod.ts#L1)\n"), [
    "README.md:2 has a link to what is not tracked: docs/gone.md",
    "README.md:2 has a link to what is not tracked: src/swep/mod.ts",
  ]);
  assertEquals(links("docs/guide.md", "[a](README.md)\n[b]: gone.md\n").length, 2);
  assertEquals(links("docs/guide.md", "[a](../../elsewhere/README.md)").length, 1);
});

Deno.test("links to the network, to a heading and in code are left alone", () => {
  assertEquals(links("README.md", "[a](https://example.com/x) [b](#below) [c](mailto:a@b.c)\n"), []);
  assertEquals(links("README.md", "`[a](gone.md)`\n\n```md\n[b](gone.md)\n```\n"), []);
  assertEquals(links("README.md", "```ts\nx\n```\n[a](gone.md)\n"), [
    "README.md:4 has a link to what is not tracked: gone.md",
  ]);
});
