/** A pattern of names: `*` stands for any characters, `?` for one. */
export function globPattern(glob: string): RegExp {
  const source = glob.replace(
    /[\\^$.*+?()[\]{}|]/g,
    (char) => char === "*" ? "[^]*" : char === "?" ? "[^]" : `\\${char}`,
  );
  return new RegExp(`^${source.replaceAll(/(?:\[\^\]\*)+/g, "[^]*")}$`, "u");
}
