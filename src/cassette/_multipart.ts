import { Buffer } from "node:buffer";
import type { RequestHeaders } from "./headers.ts";

/** What stands on the tape in place of a multipart body's boundary, which is another one in every request. */
const BOUNDARY = "tapedeck-boundary";

/** A request whose multipart body, where it is one, has a boundary that is always the same; any other as it is. */
export function withFixedBoundary<Body extends string | Uint8Array>(
  headers: RequestHeaders,
  body: Body,
): { headers: RequestHeaders; body: Body } {
  const contentType = headers.kept["content-type"];
  if (contentType === undefined || !contentType.toLowerCase().startsWith("multipart/")) return { headers, body };
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType);
  if (boundary === null) return { headers, body };
  const kept = { ...headers.kept, "content-type": contentType.replace(boundary[0], `; boundary=${BOUNDARY}`) };
  const fixed = (text: string) => text.replaceAll(`--${boundary[1] ?? boundary[2]}`, `--${BOUNDARY}`);
  const clean = typeof body === "string"
    ? fixed(body)
    : new Uint8Array(Buffer.from(fixed(Buffer.from(body).toString("latin1")), "latin1"));
  return { headers: { ...headers, kept }, body: clean as Body };
}
