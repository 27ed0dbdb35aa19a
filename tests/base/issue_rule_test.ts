import { assertEquals } from "@std/assert";
import { z } from "zod";
import { issueRule } from "../../src/base/mod.ts";

const rule = (schema: z.ZodType, value: unknown) => issueRule(schema.safeParse(value).error!.issues[0], value);

Deno.test("an issue is said in the words of a person who fills in a form", () => {
  assertEquals(rule(z.string(), 1), "must be a string");
  assertEquals(rule(z.int(), 1.5), "must be a whole number");
  assertEquals(rule(z.int().min(1), 0), "must be at least 1");
  assertEquals(rule(z.number().max(2), 3), "must be at most 2");
  assertEquals(rule(z.array(z.string()).min(1), []), "must have at least 1 items");
  assertEquals(rule(z.string().min(2), "a"), "must have at least 2 characters");
  assertEquals(rule(z.strictObject({}), []), "must be a table");
});

Deno.test("a wrong choice is told the choices and the nearest one", () => {
  assertEquals(
    rule(z.enum(["replay", "record"]), "reply"),
    'must be one of "replay", "record" (did you mean "replay"?)',
  );
  assertEquals(rule(z.enum(["replay", "record"]), "zebra"), 'must be one of "replay", "record"');
});

Deno.test("a schema's own message is taken as it is", () => {
  assertEquals(rule(z.string("must be text"), 1), "must be text");
  assertEquals(rule(z.string().regex(/a/, "must have an a"), "b"), "must have an a");
});
