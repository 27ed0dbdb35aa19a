import { assertEquals, assertStrictEquals } from "@std/assert";
import { readHeaders } from "../../src/cassette/headers.ts";
import { withFixedBoundary } from "../../src/cassette/_multipart.ts";
import { utf8 } from "./support.ts";

const BODY = '--xYz\r\ncontent-disposition: form-data; name="a"\r\n\r\nxYz 1 --x\r\n--xYz--\r\n';
const FIXED = BODY.replaceAll("--xYz", "--tapedeck-boundary");

Deno.test("a boundary is replaced in the header and between the parts, in text and in bytes", () => {
  for (const type of ["multipart/form-data; boundary=xYz", 'Multipart/Mixed;boundary="xYz"; charset=x']) {
    const headers = readHeaders({ "content-type": type });
    assertEquals(withFixedBoundary(headers, BODY).body, FIXED);
    assertEquals(withFixedBoundary(headers, utf8.encode(BODY)).body, utf8.encode(FIXED));
    const bytes = new Uint8Array([...utf8.encode(BODY), 0xff, 0xfe]);
    assertEquals(withFixedBoundary(headers, bytes).body, new Uint8Array([...utf8.encode(FIXED), 0xff, 0xfe]));
    assertEquals(
      withFixedBoundary(headers, "").headers.kept["content-type"].includes("boundary=tapedeck-boundary"),
      true,
    );
  }
});

Deno.test("any other body stays the very same", () => {
  for (const type of ["application/json", "multipart/form-data", "text/plain; boundary=xYz"]) {
    const headers = readHeaders({ "content-type": type });
    assertStrictEquals(withFixedBoundary(headers, BODY).headers, headers);
    assertStrictEquals(withFixedBoundary(headers, BODY).body, BODY);
  }
  assertStrictEquals(withFixedBoundary(readHeaders(undefined), BODY).body, BODY);
});
