import { assertEquals } from "@std/assert";
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
