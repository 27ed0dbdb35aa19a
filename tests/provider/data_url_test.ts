import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { dataUrl, readDataUrl } from "../../src/provider/_data_url.ts";

Deno.test("a data URL gives its type and its bytes in base64, whichever way they are written", () => {
  assertEquals(readDataUrl("data:image/png;base64,aGk="), { mediaType: "image/png", base64: "aGk=" });
  assertEquals(readDataUrl("DATA:image/svg+xml;charset=utf-8;BASE64,aGk="), {
    mediaType: "image/svg+xml",
    base64: "aGk=",
  });
  assertEquals(readDataUrl("data:text/plain,h%69"), { mediaType: "text/plain", base64: "aGk=" });
  assertEquals(readDataUrl("data:,%FF%00%zé"), { mediaType: "text/plain", base64: btoa("\xff\0%z\xc3\xa9") });
});

Deno.test("any other URL is none", () => {
  for (const url of ["https://example.com/a.png", "data:image/png;base64", "", "gs://data:,"]) {
    assertEquals(readDataUrl(url), null, url);
  }
});

Deno.test("bytes come back from the URL that is made of them", () => {
  const bytes = fc.record({ mediaType: fc.stringMatching(/^[a-z]+\/[a-z.+-]+$/), base64: fc.base64String() });
  fc.assert(fc.property(bytes, (bytes) => assertEquals(readDataUrl(dataUrl(bytes)), bytes)));
});
