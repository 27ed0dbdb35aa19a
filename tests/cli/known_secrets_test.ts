import { assert, assertEquals } from "@std/assert";
import { Secret } from "../../src/base/mod.ts";
import { KnownSecrets } from "../../src/cli/known_secrets.ts";

Deno.test("nothing is taken out before anything is known, and everything that is known behind that", () => {
  const secrets = new KnownSecrets();
  const text = "one sk-0123456789, two sk-abcdefghij\n";
  assertEquals(secrets.scrub(text), text);
  secrets.add(new Secret("a/one", "sk-0123456789"));
  assertEquals(secrets.scrub(text), "one [secret a/one], two sk-abcdefghij\n");
  secrets.add(new Secret("a/two", "sk-abcdefghij"));
  assertEquals(secrets.scrub(text), "one [secret a/one], two [secret a/two]\n");
  assertEquals([...secrets].map(({ name }) => name), ["a/one", "a/two"]);
});

Deno.test("the same key twice is one", () => {
  const secrets = new KnownSecrets();
  for (let i = 0; i < 3; i++) secrets.add(new Secret("env:ONE", "key-number-one"));
  assertEquals([...secrets].length, 1);
});

Deno.test("of keys that come with requests the latest are known, of those of one's own all", () => {
  const secrets = new KnownSecrets();
  for (let i = 0; i < 1500; i++) secrets.add(new Secret(`env:OWN${i}`, `own-key-${i}-of-many`));
  for (let i = 0; i < 5000; i++) secrets.add(new Secret("caller:openai", `a-key-${i}-of-a-caller`));
  assertEquals([...secrets].length, 2500);
  assertEquals(secrets.scrub("own-key-0-of-many"), "[secret env:OWN0]");
  assertEquals(secrets.scrub("a-key-4999-of-a-caller"), "[secret caller:openai]");
  assert(secrets.scrub("a-key-0-of-a-caller").includes("a-key-0"));
});

Deno.test("a caller who comes again and again stays known", () => {
  const secrets = new KnownSecrets();
  for (let i = 0; i < 3000; i++) {
    secrets.add(new Secret("caller:openai", `a-key-${i}-of-a-caller`));
    secrets.add(new Secret("caller:openai", "the-key-of-who-stays"));
  }
  assertEquals(secrets.scrub("the-key-of-who-stays"), "[secret caller:openai]");
});
