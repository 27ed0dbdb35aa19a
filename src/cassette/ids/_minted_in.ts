import { REDACTED } from "../redaction/mod.ts";
import type { LineParts } from "./_line_parts.ts";
import { type MintedNames, stringEnd } from "./minted_names.ts";

const JSON_BODY = ',"body":{"json":';
const TEXT_BODY = ',"body":{"text":"';
/** Answers that are longer than any model's are not searched. */
const MOST_CHARS = 16 << 20;
/** What JSON prints as it is. */
const PLAIN = /^[\w-]+$/;
/** An event that carries a piece of a signature: the pieces of a content block come back as one. */
const SIGNATURE_PIECE = '"signature_delta"';

/**
 * The strings that a recorded answer minted, in the order in which they first occur in it. What its own request has
 * brought is not minted by it, however often the answer repeats it.
 */
export function mintedIn({ request, response }: LineParts, names: MintedNames): string[] {
  const text = bodyText(response);
  if (text === null || text.length > MOST_CHARS) return [];
  const found = text.includes(SIGNATURE_PIECE) ? stringsOfStream(text, names) : names.stringsIn(text);
  if (found.length === 0) return found;
  return [...new Set(found)].filter((value) => !value.includes(REDACTED) && !isIn(request, value));
}

/** Whether a request has a string, in its JSON or in JSON within that. */
function isIn(request: string, value: string): boolean {
  // Nearly always it is nowhere at all, and nothing is printed for the search.
  if (PLAIN.test(value) && !request.includes(value)) return false;
  const literal = JSON.stringify(value);
  return request.includes(literal) || request.includes(JSON.stringify(literal).slice(1, -1));
}

/** The body of a response as it came (what may stand behind it on the line has no ids), `null` where it is no text. */
function bodyText(response: string): string | null {
  const jsonAt = response.indexOf(JSON_BODY);
  if (jsonAt !== -1) return response.slice(jsonAt + JSON_BODY.length);
  const start = response.indexOf(TEXT_BODY) + TEXT_BODY.length;
  if (start < TEXT_BODY.length) return null;
  const end = stringEnd(response, start);
  return end === -1 ? null : JSON.parse(response.slice(start - 1, end + 1));
}

/** As `stringsIn`, with the pieces of each block's signature put together where the first of them stands. */
function stringsOfStream(text: string, names: MintedNames): string[] {
  const found: { value: string }[] = [];
  const signatures = new Map<unknown, { value: string }>();
  for (const line of text.split("\n")) {
    const piece = line.includes(SIGNATURE_PIECE) ? signaturePiece(line) : null;
    if (piece === null) {
      for (const value of names.stringsIn(line)) found.push({ value });
      continue;
    }
    const known = signatures.get(piece.block);
    if (known !== undefined) known.value += piece.signature;
    else {
      const signature = { value: piece.signature };
      signatures.set(piece.block, signature);
      found.push(signature);
    }
  }
  return found.map(({ value }) => value).filter((value) => value !== "");
}

function signaturePiece(line: string): { block: unknown; signature: string } | null {
  try {
    const { index, delta } = JSON.parse(line.slice(line.indexOf("{")));
    return typeof delta.signature === "string" ? { block: index, signature: delta.signature } : null;
  } catch {
    return null;
  }
}
