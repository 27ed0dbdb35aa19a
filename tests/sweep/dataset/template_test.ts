import fc from "fast-check";
import { assertEquals, assertThrows } from "@std/assert";
import { missingVariables, parseTemplate } from "../../../src/sweep/dataset/_template.ts";

Deno.test("variables are filled from the fields", () => {
  const template = parseTemplate("{{a}} and {{ b c }}, {{a}}");
  assertEquals(template.variables.map(({ text }) => text), ["a", "b c"]);
  assertEquals(template.render({ a: "x", "b c": 2 }), "x and 2, x");
});

Deno.test("values that are no text stand there as JSON", () => {
  const template = parseTemplate("{{list}} {{yes}} {{object}}");
  assertEquals(
    template.render({ list: [1, "a"], yes: true, object: { b: 1, a: null } }),
    '[1,"a"] true {"a":null,"b":1}',
  );
});

Deno.test("single braces are plain text, and a backslash makes double ones plain", () => {
  assertEquals(parseTemplate('{"a": {"b": 1}} } }}').render({}), '{"a": {"b": 1}} } }}');
  assertEquals(parseTemplate("\\{{a}} \\{{").render({ a: "x" }), "{{a}} {{");
});

Deno.test("a value is not a template itself", () => {
  assertEquals(parseTemplate("{{a}}{{b}}").render({ a: "{{b}}", b: "$&" }), "{{b}}$&");
});

Deno.test("open and empty braces are refused", () => {
  for (const text of ["{{a", "{{a}", "x {{ {b}}"]) assertThrows(() => parseTemplate(text), SyntaxError, "not closed");
  for (const text of ["{{}}", "{{  }}"]) assertThrows(() => parseTemplate(text), SyntaxError, "no name");
});

Deno.test("a variable is missing when there is no such field, or null in it", () => {
  const template = parseTemplate("{{a}} {{b}} {{toString}} {{empty}}");
  assertEquals(missingVariables(template, { a: null, empty: "" }), [
    { name: "a", nearest: null, isNull: true },
    { name: "b", nearest: "a", isNull: false },
    { name: "toString", nearest: null, isNull: false },
  ]);
});

Deno.test("text without braces is its own rendering", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }).filter((text) => !text.includes("{{")), (text) => {
    assertEquals(parseTemplate(text).render({}), text);
  }));
});

Deno.test("text is cut at its variables and nowhere else", () => {
  const plain = fc.string().map((text) => text.replaceAll(/[{}\\]/g, ""));
  fc.assert(fc.property(fc.array(plain, { minLength: 1 }), fc.string(), (parts, value) => {
    assertEquals(parseTemplate(parts.join("{{x}}")).render({ x: value }), parts.join(value));
  }));
});
