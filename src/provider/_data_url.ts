/** The bytes of a `data:` URL, as the wire formats want them: apart from their type, in base64. */
export interface DataUrl {
  /** `image/png`; a text where the URL names none. */
  readonly mediaType: string;
  /** As it stands in the URL where it is base64 there already. */
  readonly base64: string;
}

/** The parts of a `data:` URL; `null` for any other URL. */
export function readDataUrl(url: string): DataUrl | null {
  if (!/^data:/i.test(url)) return null;
  const comma = url.indexOf(",");
  if (comma === -1) return null;
  const [type, ...parameters] = url.slice("data:".length, comma).split(";");
  const mediaType = type === "" ? "text/plain" : type;
  const data = url.slice(comma + 1);
  const isBase64 = parameters.some((parameter) => parameter.trim().toLowerCase() === "base64");
  return { mediaType, base64: isBase64 ? data : percentDecoded(data).toBase64() };
}

/** The `data:` URL of some bytes in base64. */
export function dataUrl({ mediaType, base64 }: DataUrl): string {
  return `data:${mediaType};base64,${base64}`;
}

/** Bytes, as `decodeURIComponent` takes text alone. */
function percentDecoded(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const [piece, hex] of text.matchAll(/%([0-9a-f]{2})|[^%]+|%/gi)) {
    if (hex !== undefined) bytes.push(parseInt(hex, 16));
    else for (const byte of new TextEncoder().encode(piece)) bytes.push(byte);
  }
  return new Uint8Array(bytes);
}
