import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { Buffer } from "node:buffer";
import { scrub, Scrubber, Secret } from "../../src/base/mod.ts";

const VALUE = 'sk-canary/01+23"45ü67=89';
const WORK = new Secret("openai/work", VALUE);
const SHOWN = "[secret openai/work]";

/** In how many ways a program may say a text. */
const SPELLINGS: { readonly [name: string]: (text: string) => string } = {
  plain: (text) => text,
  json: (text) => JSON.stringify(text).slice(1, -1),
  "json in json": (text) => JSON.stringify(JSON.stringify(text)),
  "escaped units": (text) =>
    Array.from({ length: text.length }, (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, "0")}`).join(""),
  "in a URL": encodeURIComponent,
  "in a form": (text) => new URLSearchParams({ a: text }).toString().slice(2),
  base64: (text) => Buffer.from(text).toString("base64"),
  base64url: (text) => Buffer.from(text).toString("base64url"),
  "in basic credentials": (text) => Buffer.from(`user:${text}`).toString("base64"),
  hex: (text) => Buffer.from(text).toString("hex"),
};

for (const [name, spell] of Object.entries(SPELLINGS)) {
  Deno.test(`a credential is taken out of a text: ${name}`, () => {
    const scrubbed = scrub(`before ${spell(VALUE)} after`, [WORK]);
    assertStringIncludes(scrubbed, SHOWN);
    assert(scrubbed.startsWith("before ") && scrubbed.endsWith(" after"), scrubbed);
    assertEquals(scrubbed.includes(spell(VALUE).slice(4, 16)), false, scrubbed);
  });
}

Deno.test("no key is left in any text, and a text without one stays as it is", () => {
  const key = fc.string({ minLength: 12, maxLength: 40 }).filter((text) => text.trim() === text && !text.includes("…"));
  const spelling = fc.constantFrom(...Object.values(SPELLINGS));
  fc.assert(fc.property(key, spelling, fc.string(), fc.string(), (value, spell, before, after) => {
    const secret = new Secret("a/b", value.toWellFormed());
    const text = `${before} ${spell(value.toWellFormed())} ${after}`.toWellFormed();
    const scrubbed = scrub(text, [secret]);
    assertEquals(new Scrubber([secret]).text(scrubbed), scrubbed);
    assertStringIncludes(scrubbed, "[secret a/b]");
  }));
  fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => {
    assertEquals(scrub(text, [new Secret("a/b", "0123456789-canary-0123456789")]), text);
  }));
});

Deno.test("each credential shows its own name, the longer one where one is within another", () => {
  const short = new Secret("a/short", "sk-0123456789");
  const long = new Secret("a/long", "sk-0123456789-and-more");
  assertEquals(
    scrub(`${short.reveal()}, ${long.reveal()} and ${short.reveal()}`, [short, long]),
    "[secret a/short], [secret a/long] and [secret a/short]",
  );
});

Deno.test("a credential that was cut off at the end of a text is told by its beginning", () => {
  const key = new Secret("openai/work", "sk-proj-0123456789abcdefghijklmnop");
  const start = key.reveal().slice(0, 18);
  for (const end of ["", "…", "...", '"', '"}', "…)"]) {
    assertEquals(scrub(`Wrong key: ${start}${end}`, [key]), `Wrong key: [secret openai/work]${end}`);
  }
  assertEquals(scrub("Keys begin with sk-proj-", [key]), "Keys begin with sk-proj-");
  assertEquals(scrub(`${start} is no key`, [key]), `${start} is no key`);
  const encoded = Buffer.from(key.reveal()).toString("base64").slice(0, 20);
  assertEquals(scrub(`Basic ${encoded}…`, [key]), "Basic [secret openai/work]…");
});

Deno.test("words that stand for a key on local servers are no secrets", () => {
  const local = [new Secret("a/b", "ollama"), new Secret("a/c", "abc"), new Secret("a/d", "")];
  assertEquals(scrub("ollama says abc", local), "ollama says abc");
  assertEquals(new Scrubber(local).isIdle, true);
});
