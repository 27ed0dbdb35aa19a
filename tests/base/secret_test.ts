import { assertEquals, assertStringIncludes } from "@std/assert";
import { inspect } from "node:util";
import { Secret } from "../../src/base/mod.ts";

const VALUE = "sk-canary-0123456789";

Deno.test("a secret shows its name wherever it is printed", () => {
  const secret = new Secret("env:KEY", VALUE);
  const shown = [
    String(secret),
    `${secret}`,
    JSON.stringify({ nested: [secret] }),
    Deno.inspect({ secret }),
    inspect(secret, { showHidden: true }),
    new Error("failed", { cause: secret }).toString(),
    Deno.inspect(new Error("failed", { cause: secret })),
    JSON.stringify(Object.entries(secret)),
  ];
  for (const text of shown) assertEquals(text.includes(VALUE), false, text);
  assertStringIncludes(shown[0], "[secret env:KEY]");
  assertStringIncludes(shown[3], "[secret env:KEY]");
});

Deno.test("a secret can be used, and cannot be cloned", () => {
  const secret = new Secret("env:KEY", VALUE);
  assertEquals(secret.reveal(), VALUE);
  assertEquals(JSON.stringify(structuredClone({ ...secret })).includes(VALUE), false);
});
