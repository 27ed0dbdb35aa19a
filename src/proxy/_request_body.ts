import { utf8Text } from "../base/mod.ts";

/**
 * The body of a request as the tape likes it best: text where it is UTF-8, which spares a copy, else its bytes; `null`
 * where there is none.
 */
export async function requestBody(request: Request): Promise<string | Uint8Array<ArrayBuffer> | null> {
  const bytes = await request.bytes();
  if (bytes.length === 0) return null;
  // To a text without a type `fetch` would add one.
  if (!request.headers.has("content-type")) return bytes;
  return utf8Text(bytes) ?? bytes;
}

/** Whether a request that `fetch` sends without a body came with one. */
export function hasStrayBody({ method, headers }: Request): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  return (headers.get("content-length") ?? "0") !== "0" || headers.has("transfer-encoding");
}
