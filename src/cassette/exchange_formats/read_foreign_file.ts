import zlib from "node:zlib";
import { UserError } from "../../base/mod.ts";
import type { ReadEntries } from "./_entries.ts";
import { type ForeignValue, isObject, parseForeignJson } from "./_foreign_value.ts";
import { readHar } from "./_har_reader.ts";
import { readNock } from "./_nock.ts";
import { readUndici } from "./_undici.ts";
import { readVcrRuby } from "./_vcr_ruby.ts";
import { readVcrpy } from "./_vcrpy.ts";
import { readYaml } from "./_read_yaml.ts";
import { EXCHANGE_FORMATS, type ExchangeFormat } from "./exchange_format.ts";
import type { ForeignFile } from "./foreign_exchange.ts";

const KNOWN =
  "a vcrpy cassette (YAML or JSON), a Ruby VCR cassette, a HAR (Polly.js too), a nock.back fixture or undici snapshots";

/** A file's text as data. */
interface Parsed {
  readonly value: ForeignValue;
  readonly warnings: readonly string[];
}

/**
 * Read a file that another program recorded. What it is is told by what it holds, unless `format` names it.
 *
 * @throws {UserError} when it is none of the known formats, or another one than the named one.
 */
export function readForeignFile(
  bytes: Uint8Array,
  { path, format }: { readonly path: string; readonly format?: ExchangeFormat | undefined },
): ForeignFile {
  const text = textOf(bytes, path);
  let parsed = parse(text, path, "pyyaml");
  const found = formatOf(parsed.value, format);
  if (found === null) {
    throw new UserError(`Cannot import the file as it is not ${nameOf(format)}: current value is "${path}"`);
  }
  // Ruby writes other texts without quotes than Python does, and only texts.
  if (found === "vcr-ruby" && !isJson(text)) parsed = parse(text, path, "texts");
  const { value, warnings } = parsed;
  return { format: found, warnings, endpoints: endpointsOf(value), ...entriesOf(value, found) };
}

function nameOf(format: ExchangeFormat | undefined): string {
  return format === undefined ? KNOWN : `of the format "${format}"`;
}

/** Ruby's VCR can compress its files with zlib. */
function textOf(bytes: Uint8Array, path: string): string {
  const isZlib = bytes[0] === 0x78 && [0x01, 0x5e, 0x9c, 0xda].includes(bytes[1]);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(isZlib ? zlib.inflateSync(bytes) : bytes);
  } catch (cause) {
    throw new UserError(`Cannot import the file as it is no UTF-8 text: current value is "${path}"`, { cause });
  }
}

function isJson(text: string): boolean {
  return /^\s*[[{]/.test(text);
}

function parse(text: string, path: string, dialect: "pyyaml" | "texts"): Parsed {
  const isJsonText = isJson(text);
  try {
    return isJsonText ? { value: parseForeignJson(text), warnings: [] } : readYaml(text, dialect);
  } catch (cause) {
    const language = isJsonText ? "JSON" : "YAML";
    throw new UserError(
      `Cannot import the file as it is no ${language} (${(cause as Error).message}): current value is "${path}"`,
      { cause },
    );
  }
}

/** What a value is; `null` where it is nothing known, or not what was named. */
function formatOf(value: ForeignValue, wanted: ExchangeFormat | undefined): ExchangeFormat | null {
  const possible = EXCHANGE_FORMATS.filter((format) => isOf(value, format));
  return wanted === undefined ? possible[0] ?? null : possible.find((format) => format === wanted) ?? null;
}

function isOf(value: ForeignValue, format: ExchangeFormat): boolean {
  switch (format) {
    case "vcrpy":
      return isObject(value) && Array.isArray(value.interactions) && value.version !== 2;
    case "vcr-ruby":
      return isObject(value) && Array.isArray(value.http_interactions);
    case "polly":
      return isHar(value) && "_recordingName" in (value as { log: object }).log;
    case "har":
      return isHar(value);
    case "nock":
      return hasFields(value, "scope", "path");
    case "undici":
      return hasFields(value, "snapshot");
  }
}

function isHar(value: ForeignValue): boolean {
  return isObject(value) && isObject(value.log) && Array.isArray(value.log.entries);
}

/** Whether a value is a list of objects that have these fields; the first tells, and an empty list is any. */
function hasFields(value: ForeignValue, ...names: string[]): boolean {
  if (!Array.isArray(value)) return false;
  const [first] = value;
  return value.length === 0 || (isObject(first) && names.every((name) => name in first));
}

function entriesOf(value: ForeignValue, format: ExchangeFormat): ReadEntries {
  // `isOf` has seen these fields.
  // deno-lint-ignore no-explicit-any
  const document = value as any;
  switch (format) {
    case "vcrpy":
      return readVcrpy(document.interactions);
    case "vcr-ruby":
      return readVcrRuby(document.http_interactions);
    case "polly":
    case "har":
      return readHar(document.log.entries);
    case "nock":
      return readNock(document);
    case "undici":
      return readUndici(document);
  }
}

/** The base URLs that a HAR of Tapedeck's own brings along. */
function endpointsOf(value: ForeignValue): { [name: string]: string } {
  const log = isObject(value) ? value.log : undefined;
  const own = isObject(log) ? log._tapedeck : undefined;
  const endpoints = isObject(own) && isObject(own.endpoints) ? own.endpoints : {};
  return Object.fromEntries(
    Object.entries(endpoints).filter((pair): pair is [string, string] => typeof pair[1] === "string"),
  );
}
