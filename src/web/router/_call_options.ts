import { nearestName } from "../../base/mod.ts";
import type { CallOptions } from "../../routing/mod.ts";
import type { Refusal } from "./_refusal.ts";

type Options = Omit<CallOptions, "signal" | "onDelta">;

/** How each header is read; `null`: it cannot be. */
const HEADERS: { readonly [name: string]: (value: string) => Options | null } = {
  policy: (policy) => ({ policy }),
  profile: (profile) => ({ profile }),
  pin: (pin) => ({ pin: decoded(pin) }),
  scope: (scope) => ({ scope }),
  run: (run) => ({ run }),
  lane: (lane) => lane === "interactive" || lane === "normal" || lane === "bulk" ? { lane } : null,
  "on-content-filter": (word) => word === "true" || word === "false" ? { onContentFilter: word === "true" } : null,
  "max-cost-usd": (usd) => /^\d+(?:\.\d+)?$/.test(usd) ? { needs: { maxCostUsd: usd } } : null,
};
/** What the value of a header must be; of the others, a text. */
const RULES: { readonly [name: string]: string } = {
  lane: "interactive, normal or bulk",
  "on-content-filter": "true or false",
  "max-cost-usd": "US dollars such as 0.01",
};
const PREFIX = "x-tapedeck-";
/** Names are shorter, also where each letter takes nine characters. */
const LONGEST = 2_000;
const SHOWN = 200;
/** Read by the guards in front. */
const OTHERS = ["admin-key"];

/** How a request is to be answered, by its headers. A header that is misspelt would go by unseen: it is told. */
export function callOptions(headers: Headers): Options | Refusal {
  let options: Options = {};
  for (const [header, value] of headers) {
    if (!header.startsWith(PREFIX)) continue;
    const name = header.slice(PREFIX.length);
    if (OTHERS.includes(name)) continue;
    if (!Object.hasOwn(HEADERS, name)) return unknownHeader(header);
    const read = value === "" || value.length > LONGEST ? null : HEADERS[name](value);
    if (read === null) {
      const shown = value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value;
      const rule = RULES[name] ?? `a text of 1 to ${LONGEST.toLocaleString("en-US")} characters`;
      const message = `Cannot read the header ${header} as it must be ${rule}: current value is "${shown}"`;
      return { status: 400, code: "invalid_value", param: header, message };
    }
    options = { ...options, ...read };
  }
  return options;
}

function unknownHeader(header: string): Refusal {
  const nearest = nearestName(header, Object.keys(HEADERS).map((name) => PREFIX + name));
  const hint = nearest === null ? "" : ` (did you mean ${nearest}?)`;
  const message = `Cannot read the header as there is none of its name${hint}: current value is "${header}"`;
  return { status: 400, code: "unknown_header", param: header, message };
}

function decoded(text: string): string {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}
