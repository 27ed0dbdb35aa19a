const ESCAPES: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "\n": "&#10;",
  "\r": "&#13;",
  "\t": "&#9;",
};

/** What XML 1.0 cannot have, not even escaped: control characters, halves of surrogate pairs, two non-characters. */
// deno-lint-ignore no-control-regex -- that is what it is about
const FORBIDDEN = /[\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]|\p{Surrogate}/gu;

/** A text that can stand in XML and HTML, in an attribute too. What XML cannot have at all becomes U+FFFD. */
export function xmlText(text: string): string {
  return text.replace(FORBIDDEN, "\uFFFD").replace(/[&<>"'\n\r\t]/g, (character) => ESCAPES[character]);
}
