/** These are about one connection, not about the message (RFC 9110, 7.6.1). */
const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/** What `fetch` sets by itself. Which encodings the client takes must not change the bytes that are recorded. */
const SET_BY_FETCH = ["host", "content-length", "accept-encoding", "expect"];
/** How long a decoded body is, and in how many pieces it goes, the server tells. */
const OF_THE_ENCODING = ["content-encoding", "content-length", "transfer-encoding"];
/** What a header's name may be. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/** The prefix of the headers with which a client speaks to the proxy itself. */
const OWN_PREFIX = "x-tapedeck-";

/** A client's headers as they go to the upstream. */
export function forwardedHeaders(headers: Headers): Headers {
  const forwarded = new Headers(headers);
  dropHopByHop(forwarded);
  for (const name of [...forwarded.keys()]) {
    if (SET_BY_FETCH.includes(name) || name.startsWith(OWN_PREFIX)) forwarded.delete(name);
  }
  return forwarded;
}

/** Take away what is about the upstream's connection. */
export function dropHopByHop(headers: Headers): void {
  const listed = headers.get("connection")?.split(",").map((name) => name.trim()) ?? [];
  for (const name of [...HOP_BY_HOP, ...listed]) if (TOKEN.test(name)) headers.delete(name);
}

/** Take away what is about the bytes on the wire: `fetch` has decoded them. */
export function dropEncoding(headers: Headers): void {
  for (const name of OF_THE_ENCODING) if (headers.has(name)) headers.delete(name);
}
