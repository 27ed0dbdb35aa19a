import { Buffer } from "node:buffer";
import { type DetectedSecret, isSecret, type Range, SecretFinder } from "../../base/mod.ts";
import type { WireLens } from "../../spec/mod.ts";
import { lineOf, maskedExcerpt } from "./_excerpt.ts";
import { packedTexts } from "./_packed_texts.ts";
import { splitSecretEdits } from "./_split_secret.ts";
import { streamsIn } from "./_streams_in.ts";
import { MOST_PACKED, REDACTED } from "./redactor.ts";
import { SecretDetector } from "./secret_detector.ts";
import { variableSecrets } from "./tape_redactor.ts";

/** A credential that stands in a text. What it is does not appear. */
export interface SecretFinding {
  /** What told it: a key's shape (`openai-project-key`), `env:NAME`, `field api_key`, `userinfo`. */
  readonly name: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in bytes. */
  readonly column: number;
  /** The text around it, with this and all other credentials masked. */
  readonly excerpt: string;
}

/** What a scanner is told of credentials. */
export interface ScanOptions {
  /** The providers whose keys are known by their looks, beside those that are everybody's. */
  readonly lenses?: readonly WireLens[];
  /** Credentials that are known by their values. */
  readonly secrets?: readonly DetectedSecret[];
  /** Variables whose credentials are known: the process's own unless given, as far as they may be read. `false`: none. */
  readonly env?: false | { readonly [name: string]: string };
  /** Texts that look like a credential and are none. Those that are known by their values are found all the same. */
  readonly harmless?: readonly string[];
}

const CASSETTE_START = '{"tapedeck":';

interface Hit extends Range {
  readonly name: string;
}

/**
 * Looks for credentials in texts and files of any format, in every spelling that the tape knows: escaped, encoded, split
 * across the events of a stream that stands in a JSON string.
 *
 * @example A key in a log
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { SecretScanner } from "@tapedeck/tapedeck";
 *
 * const scanner = new SecretScanner({ secrets: [{ name: "mine", value: "sk-123456" }], env: false });
 * assertEquals(scanner.scan("ok\nno such key: sk-123456"), [
 *   { name: "mine", line: 2, column: 14, excerpt: "no such key: [redacted]" },
 * ]);
 * ```
 */
export class SecretScanner {
  readonly #known: readonly DetectedSecret[];
  readonly #detector: SecretDetector;

  /** Options that say nothing: all shapes that are everybody's, and the process's own environment. */
  constructor({ lenses = [], secrets = [], env, harmless }: ScanOptions = {}) {
    this.#known = [...secrets, ...variableSecrets(env, lenses)].filter(({ value }) => isSecret(value));
    this.#detector = new SecretDetector(lenses.flatMap(({ keyShapes }) => keyShapes), harmless);
  }

  /** The credentials in a text, in its order. */
  scan(text: string | Uint8Array): SecretFinding[] {
    const latin1 = toText(text);
    const hits = this.#hits(latin1);
    const masked = hits.toSorted((a, b) => a.start - b.start || b.end - a.end);
    const found: SecretFinding[] = [];
    let end = -1;
    for (const hit of masked) {
      if (hit.start < end) continue;
      end = hit.end;
      found.push({
        name: hit.name,
        ...lineOf(latin1, hit.start),
        excerpt: maskedExcerpt(latin1, hit, masked, REDACTED),
      });
    }
    return found;
  }

  /** The names of the credentials in a text, each once. */
  names(text: string | Uint8Array): string[] {
    return [...new Set(this.#hits(toText(text)).map(({ name }) => name))];
  }

  #hits(latin1: string, depth: number = MOST_PACKED): Hit[] {
    const whole = this.#whole(latin1);
    const hits = [...whole];
    // The lines of a cassette are no stream: what one has does not go on in the next.
    const isTape = latin1.startsWith(CASSETTE_START);
    for (const stream of streamsIn(latin1).filter(({ isString }) => isString || !isTape)) {
      const names = new Set<string>();
      const edits = splitSecretEdits(stream.text, (text) => {
        const found = this.#whole(text);
        for (const { name } of found) names.add(name);
        return found.toSorted((a, b) => a.start - b.start);
      }, REDACTED);
      const name = `${[...names].join(", ")}, split across events`;
      const places = stream.isString && edits.length > 0 ? [stream] : edits;
      // What stands in one piece is found again when pieces are put together.
      const isNew = ({ start, end }: Range) => !whole.some((hit) => hit.start < end && start < hit.end);
      hits.push(...places.filter(isNew).map(({ start, end }) => ({ start, end, name })));
    }
    for (const { start, end, text } of depth === 0 ? [] : packedTexts(latin1)) {
      const names = new Set(this.#hits(text, depth - 1).map(({ name }) => name));
      if (names.size > 0) hits.push({ start, end, name: `${[...names].join(", ")}, compressed` });
    }
    return hits;
  }

  /** Those that stand in one piece. */
  #whole(latin1: string): Hit[] {
    const byName = Map.groupBy([...this.#known, ...this.#detected(latin1)], ({ name }) => name);
    return [...byName].flatMap(([name, secrets]) =>
      new SecretFinder(secrets.map(({ value }) => value)).ranges(latin1).map((range) => ({ ...range, name }))
    );
  }

  #detected(latin1: string): DetectedSecret[] {
    return this.#detector.detect(latin1).filter(({ value }) => isSecret(value));
  }
}

function toText(text: string | Uint8Array): string {
  return (typeof text === "string" ? Buffer.from(text, "utf8") : Buffer.from(text)).toString("latin1");
}
