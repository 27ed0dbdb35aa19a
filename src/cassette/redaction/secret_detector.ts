import { Buffer } from "node:buffer";
import {
  base64Cores,
  coreOffset,
  type DetectedSecret,
  foldedViews,
  fromLatin1,
  isBase64,
  NeedleSet,
  toLatin1,
  unescapedViews,
} from "../../base/mod.ts";
import type { KeyShape } from "../../spec/mod.ts";
import { FIELD_MARKS, fieldSecretAt, type PlacedSecret, userinfoSecretAt } from "./_credential_places.ts";
import { GENERIC_SHAPES } from "./generic_shapes.ts";

/** What a needle is a sign of. */
type Sign =
  | { readonly kind: "shape"; readonly shapes: Set<number> }
  | { readonly kind: "hex"; readonly shapes: Set<number> }
  | { readonly kind: "base64"; readonly shift: number; readonly shapes: Set<number> }
  | { readonly kind: "field" | "userinfo" };

/** Escapes that may hide a letter, a digit or a sign of a credential, or the end of a line within one. */
const HIDING_ESCAPE = /\\u00(?:[2-7]|0[aAdD])|\\\/|%(?:[2-7][0-9a-fA-F]|0[aAdD])/;
/** As of the finder: how many escapes within escapes are undone. */
const ESCAPE_DEPTH = 4;
/** No credential is longer when it is encoded. */
const MAX_ENCODED = 12_000;
/** How much of an encoded text is decoded to see whether the rest may be worth it. */
const MIN_DECODED = 400;
/** A credential that may be longer than that. */
const LONG_EXAMPLE = 100;
const JWT_PREFIX = "eyJ";
/** What of an encoded text is looked at in front of a prefix. */
const MAX_BEFORE = 256;
/** A shorter run of base64 or of hexadecimal digits is a word or an id. */
const MIN_ENCODED = 20;
/** A shorter prefix stands in the middle of words: `task-…`. */
const DISTINCT_PREFIX = 8;
/**
 * What only filler has. Not a run of `A`, `_` or `/`: those are zeros and ones in base64, which real keys have. Nor one of
 * other signs: a ruler may follow a key.
 */
const FILLER = /EXAMPLE|([B-Za-z0-9*])\1{7}/;
const HEX_RUN = /(?:[0-9a-fA-F]{2})+/y;

/**
 * Finds credentials that nobody has told of: by the shapes of the providers' keys, by those that are everybody's, and by
 * the places where credentials stand (fields, parameters and headers named `api_key`, `password`, …; the password of a
 * URL). What has `EXAMPLE` in it, or the same letter, digit or asterisk eight times in a row, is none. One pass over a text looks for the signs of all of them, also encoded; the rest is done where a sign is.
 */
export class SecretDetector {
  readonly #given: readonly KeyShape[];
  readonly #harmless: ReadonlySet<string>;
  #signs: Signs | null = null;

  /**
   * The shapes that are everybody's are known without being given. `harmless` are texts that look like a credential and
   * are none.
   */
  constructor(shapes: readonly KeyShape[] = [], harmless: readonly string[] = []) {
    this.#given = shapes;
    this.#harmless = new Set(harmless.map(toLatin1));
  }

  /** The credentials in a text of bytes seen as Latin-1, also those that are escaped or encoded; each once. */
  detect(latin1: string): DetectedSecret[] {
    const found = new Map<string, string>();
    this.#collect(latin1, ESCAPE_DEPTH, found);
    if (found.size === 0) return [];
    return [...found].filter(([value]) => !this.#isHarmless(value)).map(([value, name]) => ({
      name,
      value: fromLatin1(value),
    }));
  }

  /** A shape may have taken the full stop behind it as a part of it. */
  #isHarmless(value: string): boolean {
    if (FILLER.test(value)) return true;
    return this.#harmless.size > 0 &&
      (this.#harmless.has(value) || this.#harmless.has(value.replace(/\.+$/, "")));
  }

  #collect(text: string, depth: number, found: Map<string, string>): void {
    this.#search(text, found, false);
    for (const view of foldedViews(text)) this.#search(view.text, found, true);
    if (depth === 0 || !(text.includes("\\") || text.includes("%")) || !HIDING_ESCAPE.test(text)) return;
    for (const view of unescapedViews(text)) this.#collect(view.text, depth - 1, found);
  }

  #search(text: string, found: Map<string, string>, onlyEncoded: boolean): void {
    let shapes: Set<number> | null = null;
    // Only now: a replay that finds all of its requests needs none of it.
    const { needles, signs } = this.#signs ??= signsOf([...this.#given, ...GENERIC_SHAPES]);
    needles.each(text, (at, index) => {
      const sign = signs[index];
      if (sign.kind === "base64" || sign.kind === "hex") {
        const decode = (most: number) =>
          sign.kind === "hex" ? hexAt(text, at, most) : base64At(text, at, sign.shift, most);
        if (this.#mayMatch(decode(MIN_DECODED), sign.shapes)) this.#match(decode(MAX_ENCODED), sign.shapes, found);
      } else if (!onlyEncoded) {
        if (sign.kind === "shape") { for (const shape of sign.shapes) (shapes ??= new Set()).add(shape); }
        else addPlaced(sign.kind === "field" ? fieldSecretAt(text, at) : userinfoSecretAt(text, at), found);
      }
    });
    if (shapes !== null) this.#match(text, shapes, found);
  }

  /** Whether the beginning of a decoded text leaves a chance; nearly always, a sign in base64 is there by accident. */
  #mayMatch(beginning: string, shapes: ReadonlySet<number>): boolean {
    if (beginning === "") return false;
    for (const shape of shapes) {
      const { isLong, pattern } = this.#signs!.shapes[shape];
      if (isLong || beginning.search(pattern) !== -1) return true;
    }
    return false;
  }

  #match(text: string, shapes: ReadonlySet<number>, found: Map<string, string>): void {
    for (const shape of shapes) {
      const { name, pattern } = this.#signs!.shapes[shape];
      for (const [value] of text.matchAll(pattern)) add(name, value, found);
    }
  }
}

/** All that is searched for at once. */
interface Signs {
  readonly needles: NeedleSet;
  /** What each needle is a sign of. */
  readonly signs: readonly Sign[];
  readonly shapes: readonly { readonly name: string; readonly pattern: RegExp; readonly isLong: boolean }[];
}

function signsOf(shapes: readonly KeyShape[]): Signs {
  const signs = new Map<string, { readonly needle: string; readonly sign: Sign }>();
  const put = (needle: string, sign: Sign, shape?: number) => {
    const key = `${sign.kind}${"shift" in sign ? sign.shift : ""} ${needle}`;
    if (!signs.has(key)) signs.set(key, { needle, sign });
    const known = signs.get(key)!.sign;
    if (shape !== undefined && "shapes" in known) known.shapes.add(shape);
  };
  for (const mark of FIELD_MARKS) put(mark, { kind: "field" });
  put("://", { kind: "userinfo" });
  shapes.forEach(({ prefix }, shape) => {
    put(prefix, { kind: "shape", shapes: new Set() }, shape);
    const hex = Buffer.from(prefix, "utf8").toString("hex");
    for (const digits of [hex, hex.toUpperCase()]) put(digits, { kind: "hex", shapes: new Set() }, shape);
    for (const { core, shift } of base64Cores(prefix)) put(core, { kind: "base64", shift, shapes: new Set() }, shape);
  });
  const all = [...signs.values()];
  return {
    needles: new NeedleSet(all.map(({ needle }) => needle)),
    signs: all.map(({ sign }) => sign),
    shapes: shapes.map(({ name, prefix, pattern, example }) => ({
      name,
      pattern: shapePattern(prefix, pattern),
      isLong: example.length > LONG_EXAMPLE || prefix === JWT_PREFIX,
    })),
  };
}

function shapePattern(prefix: string, pattern: string): RegExp {
  return new RegExp(prefix.length < DISTINCT_PREFIX ? `(?<![A-Za-z0-9])(?:${pattern})` : pattern, "g");
}

/** What base64 says from the group on in which a core stands. */
function base64At(text: string, at: number, shift: number, most: number): string {
  let start = at - coreOffset(shift);
  // A prefix may stand in the middle of its credential, and what the credential follows tells whether it is one.
  while (at - start < MAX_BEFORE && areBase64(text, start - 4, start)) start -= 4;
  let end = at;
  while (end - at < most && isBase64(text.charCodeAt(end))) end++;
  if (end - at < MIN_ENCODED || !areBase64(text, at - coreOffset(shift), at)) return "";
  return Buffer.from(text.slice(start, end), "base64").toString("latin1");
}

function areBase64(text: string, start: number, end: number): boolean {
  if (start < 0) return false;
  for (let at = start; at < end; at++) if (!isBase64(text.charCodeAt(at))) return false;
  return true;
}

function hexAt(text: string, at: number, most: number): string {
  let start = at;
  while (at - start < MAX_BEFORE && areHex(text, start - 2, start)) start -= 2;
  HEX_RUN.lastIndex = start;
  const digits = HEX_RUN.exec(text)?.[0] ?? "";
  return digits.length < MIN_ENCODED ? "" : Buffer.from(digits.slice(0, at - start + most), "hex").toString("latin1");
}

function areHex(text: string, start: number, end: number): boolean {
  return start >= 0 && /^[0-9a-fA-F]+$/.test(text.slice(start, end));
}

function addPlaced(placed: PlacedSecret | null, found: Map<string, string>): void {
  if (placed !== null) add(placed.name, placed.value, found);
}

/** A value, and what it says where it is still escaped itself: other texts may have it plainly. */
function add(name: string, value: string, found: Map<string, string>): void {
  if (name === BASIC) addBasic(name, value, found);
  if (found.has(value)) return;
  found.set(value, name);
  if (found.size > MOST_FOUND) return;
  for (const view of unescapedViews(value)) add(name, view.text, found);
}

/** What the shape is called whose credentials are a user's name and password. */
const BASIC = "basic-credentials";
/** More are no credentials but a text made of them; those that are left are found when the first ones are gone. */
const MOST_FOUND = 500;

function addBasic(name: string, value: string, found: Map<string, string>): void {
  const userAndPassword = Buffer.from(value, "base64").toString("latin1");
  const password = userAndPassword.slice(userAndPassword.indexOf(":") + 1);
  if (userAndPassword.includes(":") && password.length >= 6) found.set(password, name);
}
