import { Buffer } from "node:buffer";
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLError,
} from "yaml";
import type { Document, YAMLMap } from "yaml";
import type { ForeignValue } from "./_foreign_value.ts";
import { pyYamlScalar } from "./_py_yaml_scalar.ts";

/** How unquoted texts are meant: as PyYAML does, or all of them as texts. */
export type YamlDialect = "pyyaml" | "texts";

/** More nodes than any recording has: aliases of aliases of aliases are an attack. */
const MOST_NODES = 2_000_000;
/** Deeper than any recording is: an alias of what it stands in would go on for ever. */
const MOST_LEVELS = 500;
/** Tags of texts that Python and Ruby need and nobody else. */
const TEXT_TAG = /^(?:tag:yaml\.org,2002:(?:str|python\/(?:unicode|str))|!ruby\/string|!str|!)$/;
const BYTES_TAG = /^(?:tag:yaml\.org,2002:|!)binary$/;
const PLAIN_TAG = /^tag:yaml\.org,2002:(?:int|float|bool|null)$/;
const LIST_TAG = /^tag:yaml\.org,2002:(?:seq|python\/tuple)$/;
const BYTES_IO_TAG = /^tag:yaml\.org,2002:python\/object\/new:_?io\.BytesIO$/;

/** A YAML document as plain values. */
export interface ReadYaml {
  readonly value: ForeignValue;
  /** Headers that were left out, as their lines are damaged. */
  readonly warnings: readonly string[];
}

/**
 * Read YAML as data: no tag runs code, and what aliases repeat is bounded. Damage within one header (files that were
 * cleaned of cookies by hand have it) costs that header; any other damage is an error.
 *
 * @throws {SyntaxError} when it is no YAML, has a tag of its own, or repeats too much.
 */
export function readYaml(text: string, dialect: YamlDialect): ReadYaml {
  const lineCounter = new LineCounter();
  // Everything is a text at first, so that no rule but the dialect's says what is a number.
  const document = parseDocument(text, { version: "1.1", schema: "failsafe", resolveKnownTags: false, lineCounter });
  const reader = new YamlReader(document, dialect, lineCounter);
  try {
    const value = reader.value(document.contents, false);
    if (reader.damage.length === 0) return { value, warnings: reader.warnings };
  } catch (error) {
    // Damage comes first: what else is wrong may follow from it.
    if (reader.damage.length === 0) throw error;
  }
  const [error] = reader.damage;
  throw new SyntaxError(`line ${lineOf(lineCounter, error)}: ${reasonOf(error)}`);
}

class YamlReader {
  readonly warnings: string[] = [];
  /** What is wrong with the text and does not stand within a header. */
  damage: YAMLError[];
  /** By name, as far as has been read: an alias means the last one before it. */
  readonly #anchors = new Map<string, Node>();
  readonly #dialect: YamlDialect;
  readonly #lines: LineCounter;
  #nodes = 0;
  #level = 0;

  constructor(document: Document.Parsed, dialect: YamlDialect, lines: LineCounter) {
    this.#dialect = dialect;
    this.#lines = lines;
    this.damage = document.errors;
  }

  value(node: unknown, isHeaders: boolean): ForeignValue {
    if (++this.#nodes > MOST_NODES) throw new SyntaxError("its aliases repeat too much");
    if (++this.#level > MOST_LEVELS) throw new SyntaxError(`it has more than ${MOST_LEVELS} levels`);
    const value = this.#valueBelow(node, isHeaders);
    this.#level--;
    return value;
  }

  #valueBelow(node: unknown, isHeaders: boolean): ForeignValue {
    if (node === null || node === undefined) return null;
    if (isAlias(node)) {
      return this.value(this.#anchors.get(node.source) ?? this.#refused(node, "an alias of nothing"), isHeaders);
    }
    const { anchor } = node as { anchor?: string };
    if (anchor !== undefined) this.#anchors.set(anchor, node as Node);
    if (isScalar(node)) return this.#scalar(node as { value: string; type?: string; tag?: string } & Node);
    if (isSeq(node)) {
      if (node.tag !== undefined && !LIST_TAG.test(node.tag)) this.#refused(node, node.tag);
      return node.items.map((item) => this.value(item, false));
    }
    if (isMap(node)) return this.#map(node, isHeaders);
    return null;
  }

  #scalar(node: Node & { value: unknown; type?: string; tag?: string }): ForeignValue {
    const text = String(node.value ?? "");
    const { tag } = node;
    if (tag === undefined ? node.type === "PLAIN" : PLAIN_TAG.test(tag)) {
      return this.#dialect === "pyyaml" ? pyYamlScalar(text) : text;
    }
    if (tag === undefined || TEXT_TAG.test(tag)) return text;
    if (BYTES_TAG.test(tag)) return new Uint8Array(Buffer.from(text, "base64"));
    return this.#refused(node, tag);
  }

  #map(node: YAMLMap, isHeaders: boolean): ForeignValue {
    const pairs = (isHeaders ? node.items.filter((pair) => this.#isSound(pair)) : node.items).map(({ key, value }) => {
      if (!isScalar(key)) return this.#refused(node, "a name that is no text");
      const name = String(key.value ?? "");
      return [name, this.value(value, name === "headers")] as const;
    });
    const value = Object.fromEntries(pairs);
    if (node.tag === undefined || node.tag === "tag:yaml.org,2002:map") return value;
    if (BYTES_IO_TAG.test(node.tag) && Array.isArray(value.state)) return value.state[0];
    return this.#refused(node, node.tag);
  }

  /** Whether a header is undamaged. What is damaged is taken off the list of errors, and told. */
  #isSound({ key, value }: Pair): boolean {
    const start = (key as Node).range?.[0] ?? 0;
    const end = (value as Node | null)?.range?.[2] ?? start;
    const isWithin = (error: YAMLError) => isStrayLine(error) && start <= error.pos[0] && error.pos[0] < end;
    const [error] = this.damage.filter(isWithin);
    if (error === undefined) return true;
    this.damage = this.damage.filter((other) => !isWithin(other));
    this.warnings.push(
      `line ${lineOf(this.#lines, error)}: the header "${key}" is damaged and was left out (${reasonOf(error)})`,
    );
    return false;
  }

  #refused(node: Node, what: string): never {
    const line = this.#lines.linePos(node.range?.[0] ?? 0).line;
    throw new SyntaxError(`line ${line}: ${what} is not read`);
  }
}

/** A line that belongs to no value; everything around it is read as it was. Other damage may swallow what follows it. */
function isStrayLine(error: YAMLError): boolean {
  return error.code === "MISSING_CHAR" && error.message.startsWith("Sequence item without - indicator");
}

function lineOf(lines: LineCounter, error: YAMLError): number {
  return lines.linePos(error.pos[0]).line;
}

/** The first line of what the parser says, without the place, which it gives at the end. */
function reasonOf(error: YAMLError): string {
  return error.message.split("\n")[0].replace(/ at line \d+, column \d+:?$/, "");
}
