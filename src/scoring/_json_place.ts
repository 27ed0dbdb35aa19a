import { jsonPointerTo, jsonPointerTokens } from "../base/mod.ts";

const STEP = /(?:^|\.)([^.[\]"']+)|\[(\d+)\]|\[(?:"([^"]*)"|'([^']*)')\]/gy;

/**
 * A place in JSON as a JSON Pointer. It is given as one (`/cities/0/name`), or as a simple path: `cities[0].name`,
 * `$.cities[0]["name"]`; `$` or nothing is the whole.
 * @throws {SyntaxError} when it is neither.
 */
export function jsonPlace(path: string): string {
  if (path === "" || path.startsWith("/")) {
    jsonPointerTokens(path);
    return path;
  }
  const steps = path.replace(/^\$\.?/, "");
  let [pointer, at] = ["", 0];
  for (const match of steps.matchAll(STEP)) {
    pointer = jsonPointerTo(pointer, match[1] ?? match[2] ?? match[3] ?? match[4]);
    at = match.index + match[0].length;
  }
  if (at === steps.length) return pointer;
  throw new SyntaxError(`must be a JSON Pointer such as "/a/0" or a path such as "a[0].b": current value is "${path}"`);
}
