// `ignoreBOM` keeps a byte order mark in the text, so that the bytes come back whole.
const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text whose UTF-8 these bytes are, from which the very same bytes come back; `null` where they are none. */
export function utf8Text(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}
