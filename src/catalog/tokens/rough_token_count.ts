const BYTES_PER_TOKEN = 4;

/**
 * The tokens of a text by its length alone: a quarter of its bytes in UTF-8. Half to twice as many as there are in most
 * texts; a text never has more tokens than bytes.
 */
export function roughTokenCount(text: string): number {
  return Math.ceil(utf8Bytes(text) / BYTES_PER_TOKEN);
}

/** Counted, as to encode a short text takes longer than anything else that is asked of it. */
function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // Half of a pair has two of the pair's four bytes.
    if (code >= 0x80) bytes += code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}
