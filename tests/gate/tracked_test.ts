import { assertEquals } from "@std/assert";
import { FILE_BYTES, trackedProblems } from "./tracked.ts";

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
