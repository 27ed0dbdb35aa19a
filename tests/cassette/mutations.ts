/** Changes requests in one place, and says by rules of its own which requests are the same. */

/** A JSON number by its digits, as a double would lose some. */
export class Num {
  constructor(readonly text: string) {}
}

/** JSON as it was written: the order of names and all digits are kept. */
export type Tree = null | boolean | string | Num | Tree[] | Map<string, Tree>;

export interface MutableRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: Tree;
}

export type Random = () => number;

export const pick = <T>(items: readonly T[], random: Random): T => items[Math.floor(random() * items.length)];

export function treeOf(value: unknown): Tree {
  if (typeof value === "number") return new Num(JSON.stringify(value));
  if (Array.isArray(value)) return value.map(treeOf);
  if (typeof value === "object" && value !== null) {
    return new Map(Object.entries(value).map(([name, item]) => [name, treeOf(item)]));
  }
  return value as null | boolean | string;
}

/** What tells a request from others. Two numbers are one where a double or their digits say so. */
export function identity({ method, url, headers, body }: MutableRequest): string {
  const keyed = ["anthropic-beta", "anthropic-version", "openai-beta"].map((name) => headers[name] ?? null);
  return JSON.stringify([
    method.toUpperCase(),
    new URL(url).href,
    keyed,
    written(body, { number: digits, sorted: true }),
  ]);
}

function digits(text: string): string {
  const double = Number(text);
  if (Math.abs(double) <= Number.MAX_SAFE_INTEGER) return String(double);
  const [, sign, whole, fraction = "", exponent = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text)!;
  const all = (whole + fraction).replace(/^0+/, "");
  const bare = all.replace(/0+$/, "");
  return `${sign}${bare}e${Number(exponent) - fraction.length + all.length - bare.length}`;
}

/** The same request in other words: names in any order, white space, numbers in another spelling. */
export function respelled(body: Tree, random: Random): string {
  return written(body, { number: (text) => respelledNumber(text, random), random });
}

function respelledNumber(text: string, random: Random): string {
  if (/[eE]/.test(text)) return text.replace(/[eE]\+?/, pick(["e", "E"], random));
  if (text.includes(".")) return pick([text, `${text}00`, `${text}e0`, `${text}E+0`], random);
  const tenths = /^-?0/.test(text) ? text : `${text}0e-1`;
  return pick([text, `${text}.0`, `${text}e0`, tenths], random);
}

interface Writing {
  readonly number: (text: string) => string;
  readonly sorted?: boolean;
  readonly random?: Random;
}

export function written(tree: Tree, how: Writing = { number: (text) => text }): string {
  const gap = () => how.random === undefined ? "" : pick(["", "", " ", "\n", "\t "], how.random);
  const list = (items: string[]) => gap() + items.join(`${gap()},${gap()}`) + gap();
  if (tree instanceof Num) return how.number(tree.text);
  if (Array.isArray(tree)) return `[${list(tree.map((item) => written(item, how)))}]`;
  if (!(tree instanceof Map)) return JSON.stringify(tree);
  const entries = [...tree];
  if (how.sorted) entries.sort(([a], [b]) => a < b ? -1 : 1);
  if (how.random !== undefined) entries.sort(() => how.random!() - 0.5);
  return `{${list(entries.map(([name, item]) => `${JSON.stringify(name)}${gap()}:${gap()}${written(item, how)}`))}}`;
}

const EDGES = ["9007199254740991", "9007199254740992", "9007199254740993", "18446744073709551615", "1e400", "5e-324"];
const ODD: readonly Tree[] = [
  null,
  false,
  true,
  "",
  "0",
  "null",
  new Num("0"),
  new Num("1"),
  [],
  new Map(),
  "[]",
  "{}",
];
const ODD_NAMES = [
  "",
  "0",
  "__proto__",
  "constructor",
  "model ",
  "Model",
  "\u0000number",
  "é",
  "e\u0301",
  "a/b",
  "~1",
  "*",
];

/** The request with one change somewhere: in a field of the body at any depth, in method, URL or a header. */
export function mutated(request: MutableRequest, random: Random): MutableRequest {
  const where = random();
  if (where < 0.04) return { ...request, method: pick(["PUT", "PATCH", "DELETE", "post"], random) };
  if (where < 0.1) return { ...request, url: changedUrl(request.url, random) };
  if (where < 0.18) return { ...request, headers: changedHeaders(request.headers, random) };
  const body = copy(request.body);
  const [holder, name] = pick(placesIn(body), random);
  if (Array.isArray(holder)) changeItem(holder, Number(name), random);
  else changeMember(holder, String(name), random);
  return { ...request, body };
}

function changedUrl(url: string, random: Random): string {
  const [base, query = ""] = url.split("?");
  const changes = [
    `${base}/?${query}`,
    `${base}x?${query}`,
    `${base}?${query}&n=${Math.floor(random() * 50)}`,
    base.replace("http:", "https:"),
    base.replace(/:\/\/[^/]+/, (origin) => `${origin}:81`),
    base.replace("/v1", "/v2"),
    base.toUpperCase().replace("HTTP", "http"),
    base.replace(/\/(?=[^/]*$)/, "%2F"),
  ];
  return pick(changes, random);
}

function changedHeaders(headers: MutableRequest["headers"], random: Random): MutableRequest["headers"] {
  const name = pick(["anthropic-beta", "anthropic-version", "openai-beta", "user-agent"], random);
  const { [name]: old, ...rest } = headers;
  if (old !== undefined && random() < 0.3) return rest;
  return { ...rest, [name]: `${old ?? "beta"}-${Math.floor(random() * 30)}` };
}

function changeItem(items: Tree[], i: number, random: Random): void {
  const other = Math.floor(random() * items.length);
  const way = random();
  if (way < 0.15) items.splice(i, 1);
  else if (way < 0.3) items.splice(other, 0, copy(items[i]));
  else if (way < 0.45) [items[i], items[other]] = [items[other], items[i]];
  else if (way < 0.55) items.reverse();
  else items[i] = changedValue(items[i], random);
}

function changeMember(members: Map<string, Tree>, name: string, random: Random): void {
  const value = members.get(name)!;
  const way = random();
  if (way < 0.12) members.delete(name);
  else if (way < 0.24) members.set(pick(ODD_NAMES, random), copy(value));
  else if (way < 0.34) {
    members.delete(name);
    members.set(pick([...ODD_NAMES, `${name}_`], random), value);
  } else members.set(name, changedValue(value, random));
}

function changedValue(value: Tree, random: Random): Tree {
  if (random() < 0.2) return copy(pick(ODD, random));
  if (random() < 0.1) return pick<Tree>([[value], new Map([["value", value]])], random);
  if (typeof value === "boolean") return !value;
  if (typeof value === "string") return changedText(value, random);
  if (value instanceof Num) return changedNumber(value.text, random);
  return written(value);
}

function changedText(text: string, random: Random): string {
  const at = Math.floor(random() * (text.length + 1));
  const inserted = pick([" ", "\u200b", "é", "e\u0301", "\n", "a", '"', "\\", "\u0000", "😀", "K"], random);
  const changes = [
    text.slice(0, at) + inserted + text.slice(at),
    text.slice(0, at) + text.slice(at + 1),
    text.toUpperCase(),
    text.normalize("NFD"),
    text.normalize("NFC"),
    `${text} `,
    text + text,
  ];
  return pick(changes, random).toWellFormed();
}

function changedNumber(text: string, random: Random): Tree {
  const value = Number(text);
  const next = [value + 1, -value, value * (1 + Number.EPSILON), value / 3, value * 10, Math.floor(random() * 1000)];
  return pick<Tree>([
    ...next.map((number) => new Num(JSON.stringify(number))),
    ...EDGES.map((edge) => new Num(edge)),
    text,
  ], random);
}

/** Every member and item at every depth, by what holds it. */
function placesIn(tree: Tree): [Tree[] | Map<string, Tree>, string | number][] {
  if (Array.isArray(tree)) {
    return tree.flatMap((item, i) => [[tree, i], ...placesIn(item)] as ReturnType<typeof placesIn>);
  }
  if (!(tree instanceof Map)) return [];
  return [...tree].flatMap(([name, item]) => [[tree, name], ...placesIn(item)] as ReturnType<typeof placesIn>);
}

function copy(tree: Tree): Tree {
  if (Array.isArray(tree)) return tree.map(copy);
  return tree instanceof Map ? new Map([...tree].map(([name, item]) => [name, copy(item)])) : tree;
}
