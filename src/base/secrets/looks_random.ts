const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** What documentation, templates and test data write where a credential belongs. */
const STANDS_FOR_ONE =
  /redact|scrubbed|filtered|example|placeholder|dummy|changeme|your[-_]|xxxx|\*\*\*|\.\.\.|[<>{}$[\]]/i;
const MIN_LENGTH = 16;
const MAX_LENGTH = 4096;
/** Bits per character: text has less over so short a stretch, random digits of base 16 have 3.3 and more. */
const MIN_ENTROPY = 2.9;
/** Of the longest stretch without a separator: identifiers are words and numbers side by side. */
const MIN_STRETCH = 10;

/** Whether a value in a place of credentials is one: long, of many different characters, and not made of words. */
export function looksRandom(value: string): boolean {
  if (value.length < MIN_LENGTH || value.length > MAX_LENGTH || STANDS_FOR_ONE.test(value)) return false;
  if (value.includes("://") || value.startsWith("/") || value.startsWith("data:")) return false;
  return UUID.test(value) || (entropy(value) >= MIN_ENTROPY && value.split(/[-_.:/+=~]/).some(isMixed));
}

/** Whether a value in a place of passwords is one: of three kinds of characters, digits among them, which code has not. */
export function looksLikePassword(value: string): boolean {
  if (value.length < 8 || value.length > 200 || STANDS_FOR_ONE.test(value)) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length;
  return (kinds >= 3 && /\d/.test(value)) || looksRandom(value);
}

/** Digits among letters, not only at their end as in `version2024`. */
function isMixed(stretch: string): boolean {
  return stretch.length >= MIN_STRETCH && /[A-Za-z]\d/.test(stretch) && /\d[A-Za-z]/.test(stretch);
}

/** Shannon's, in bits per character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= count / text.length * Math.log2(count / text.length);
  return bits;
}
