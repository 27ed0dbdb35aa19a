import { between, pick, type Random } from "./_draws.ts";
import { fewWords } from "./_words.ts";

/** A text of one of JSON Schema's formats; `undefined` for one that is not known, which binds nothing. */
export function formatText(format: string, random: Random): string | undefined {
  switch (format) {
    case "date":
      return date(random);
    case "time":
      return time(random);
    case "date-time":
      return `${date(random)}T${time(random)}`;
    case "duration":
      return `PT${between(random, [1, 59])}M`;
    case "email":
    case "idn-email":
      return `${fewWords(random, 1)}@example.com`;
    case "hostname":
    case "idn-hostname":
      return `${fewWords(random, 1)}.example.com`;
    case "ipv4":
      return `192.0.2.${between(random, [1, 254])}`;
    case "ipv6":
      return `2001:db8::${between(random, [1, 9999])}`;
    case "uri":
    case "iri":
      return `https://example.com/${fewWords(random, 1)}`;
    case "uri-reference":
    case "iri-reference":
      return `/${fewWords(random, 1)}`;
    case "uuid":
      return uuid(random);
    case "json-pointer":
      return `/${fewWords(random, 1)}`;
    case "regex":
      return `${fewWords(random, 1)}+`;
    default:
      return undefined;
  }
}

/** In version 4's form. */
function uuid(random: Random): string {
  const hex = Array.from({ length: 30 }, () => pick(random, [..."0123456789abcdef"])).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-8${hex.slice(15, 18)}-${hex.slice(18, 30)}`;
}

function date(random: Random): string {
  return `${between(random, [2000, 2029])}-${two(between(random, [1, 12]))}-${two(between(random, [1, 28]))}`;
}

function time(random: Random): string {
  return `${two(between(random, [0, 23]))}:${two(between(random, [0, 59]))}:${two(between(random, [0, 59]))}Z`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
