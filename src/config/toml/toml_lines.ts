import { keyOf, scanToml } from "./_scan_toml.ts";

/** From a key path such as `["endpoints", 0, "price"]` to the line that it begins on, from 1; `null` for an empty text. */
export type TomlLines = (path: readonly PropertyKey[]) => number | null;

/**
 * Where the keys of a TOML text stand, which must be valid. A path that is not in the text gets the line of its longest
 * known beginning.
 */
export function tomlLines(text: string): TomlLines {
  let found: ReadonlyMap<string, number> | undefined;
  return (path) => {
    const lines = found ??= linesByPath(text);
    for (let length = path.length; length > 0; length--) {
      const line = lines.get(keyOf(path.slice(0, length)));
      if (line !== undefined) return line;
    }
    return text === "" ? null : 1;
  };
}

function linesByPath(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  let line = 1;
  let at = 0;
  for (const { path, start } of scanToml(text)) {
    for (; at < start; at++) if (text[at] === "\n") line++;
    for (let length = 1; length <= path.length; length++) {
      const key = keyOf(path.slice(0, length));
      if (!lines.has(key)) lines.set(key, line);
    }
  }
  return lines;
}
