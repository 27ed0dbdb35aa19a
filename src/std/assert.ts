/**
 * What `@std/assert` resolves to: the assertions of Deno's standard library, with its signatures, rules and messages.
 * @module
 */
export { assert } from "./assert/assert.ts";
export { assertAlmostEquals } from "./assert/assert_almost_equals.ts";
export { type ArrayLikeArg, assertArrayIncludes } from "./assert/assert_array_includes.ts";
export { assertEquals } from "./assert/assert_equals.ts";
export { assertExists } from "./assert/assert_exists.ts";
export { assertFalse, type Falsy } from "./assert/assert_false.ts";
export { assertGreater } from "./assert/assert_greater.ts";
export { assertGreaterOrEqual } from "./assert/assert_greater_or_equal.ts";
export { type AnyConstructor, assertInstanceOf, type GetConstructorType } from "./assert/assert_instance_of.ts";
export { assertIsError } from "./assert/assert_is_error.ts";
export { assertLess } from "./assert/assert_less.ts";
export { assertLessOrEqual } from "./assert/assert_less_or_equal.ts";
export { assertMatch } from "./assert/assert_match.ts";
export { assertNotEquals } from "./assert/assert_not_equals.ts";
export { assertNotInstanceOf } from "./assert/assert_not_instance_of.ts";
export { assertNotMatch } from "./assert/assert_not_match.ts";
export { assertNotStrictEquals } from "./assert/assert_not_strict_equals.ts";
export { assertObjectMatch } from "./assert/assert_object_match.ts";
export { assertRejects } from "./assert/assert_rejects.ts";
export { assertStrictEquals } from "./assert/assert_strict_equals.ts";
export { assertStringIncludes } from "./assert/assert_string_includes.ts";
export { assertThrows } from "./assert/assert_throws.ts";
export { AssertionError } from "./assert/assertion_error.ts";
export { equal } from "./assert/equal.ts";
export { fail } from "./assert/fail.ts";
export { unimplemented } from "./assert/unimplemented.ts";
export { unreachable } from "./assert/unreachable.ts";
