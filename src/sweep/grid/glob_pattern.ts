/** A pattern as a regular expression for a whole text: `*` is any text and `?` any character. */
export function globPattern(glob: string): RegExp {
  const source = glob.replace(
    /[\\^$.*+?()[\]{}|]/g,
    (char) => char === "*" ? ".*" : char === "?" ? "." : `\\${char}`,
  );
  return new RegExp(`^${source}$`, "s");
}
