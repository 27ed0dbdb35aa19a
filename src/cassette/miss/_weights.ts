/** Another server or path is further away than another model, that further than any other part, and a scope is nearest. */
const WEIGHTS: { readonly [name: string]: number } = { method: 1000, url: 1000, model: 100, header: 10, scope: 0.5 };

/** How far away a recording is that differs in a part of this name. */
export function weightOf(name: string): number {
  const [first] = name.split(" ", 1);
  return Object.hasOwn(WEIGHTS, first) ? WEIGHTS[first] : 1;
}
