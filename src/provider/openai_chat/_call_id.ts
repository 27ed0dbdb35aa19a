import { hash } from "node:crypto";

/** What a provider takes for the id of a call. */
interface IdRule {
  readonly pattern: RegExp;
  /** Of an id that is made for one that does not fit. */
  readonly chars: number;
}

const OPENAI: IdRule = { pattern: /^.{0,40}$/s, chars: 40 };

/** Those that refuse what others mint. */
const RULES: { readonly [provider: string]: IdRule } = {
  openai: OPENAI,
  azure: OPENAI,
  mistral: { pattern: /^[A-Za-z0-9]{9}$/, chars: 9 },
};

/** The id of a call as a provider takes it. One that does not fit is another, the same for the call and its result. */
export function callIdFor(provider: string, id: string): string {
  const rule = Object.hasOwn(RULES, provider) ? RULES[provider] : null;
  return rule === null || rule.pattern.test(id) ? id : hash("sha256", id, "hex").slice(0, rule.chars);
}
