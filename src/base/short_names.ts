/** Names without what all of them begin with. */
export interface ShortNames {
  /** What they have in common, without the separator behind it, as a line of text; no line when nothing. */
  readonly common: readonly string[];
  /** The short name of a name. */
  short(name: string): string;
}

/**
 * Endpoint keys as a legend should show them. `model@local/q4_0` and `model@local/q4_1` are `q4_0` and `q4_1`, with
 * `model@local` in common: only whole parts between `/` and `@` are cut off. Where nothing is in common, the authors of
 * the models go: `openai/gpt-4o@openai` is `gpt-4o@openai`, unless two names would then be the same.
 */
export function shortNames(names: readonly string[]): ShortNames {
  if (names.length < 2) return { common: [], short: (name) => name };
  const common = commonParts(names);
  if (common !== "") return { common: [common.slice(0, -1)], short: (name) => name.slice(common.length) };
  const distinct = new Set(names.map(withoutAuthor)).size === new Set(names).size;
  return { common: [], short: (name) => distinct ? withoutAuthor(name) : name };
}

/** `author/slug@provider/tag` → `slug@provider/tag`. */
function withoutAuthor(name: string): string {
  return name.replace(/^[^/@]*\/(?=[^@]*@)/, "");
}

/** The longest beginning of all names that ends with a separator. */
function commonParts(names: readonly string[]): string {
  let end = 0;
  for (let i = 0; names.every((name) => i < name.length - 1 && name[i] === names[0][i]); i++) {
    if ("/@".includes(names[0][i])) end = i + 1;
  }
  return names[0].slice(0, end);
}
