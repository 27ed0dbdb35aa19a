/**
 * A pattern of names: `*` stands for any characters, `?` for one. What stands between two stars is sought once, where it
 * comes first, and never again: a pattern of many stars takes no longer for it.
 */
export function globPattern(glob: string): RegExp {
  const [first, ...rest] = glob.split(/\*+/).map(literal);
  if (rest.length === 0) return new RegExp(`^${first}$`, "u");
  const last = rest.pop()!;
  // A look ahead is not gone back into, so what it has found stays.
  const between = rest.map((part, i) => `(?=([^]*?${part}))\\${i + 1}(?:)`);
  return new RegExp(`^${first}${between.join("")}[^]*${last}$`, "u");
}

function literal(text: string): string {
  return text.replace(/[\\^$.+?()[\]{}|]/g, (char) => char === "?" ? "[^]" : `\\${char}`);
}
