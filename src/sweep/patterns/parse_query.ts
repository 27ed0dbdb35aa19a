import { Decimal, nearestName } from "../../base/mod.ts";
import type { EndpointRecord } from "../../spec/mod.ts";
import { globPattern } from "../grid/mod.ts";
import { ABILITIES, NAME_FIELDS, NUMBER_FIELDS, QUERY_WORDS } from "./_query_fields.ts";
import { QuerySyntaxError, type QueryToken, queryTokens } from "./_query_tokens.ts";

/** Whether an endpoint meets something; `null`: not enough is known of it to tell. */
export type QueryTest = (record: EndpointRecord) => boolean | null;

const SIGNS = ["<", "<=", ">", ">=", "=", "!="];
const KEYWORDS = ["and", "or", "not", "in"];
const UNITS: ReadonlyMap<string, number> = new Map([["k", 1000], ["m", 1_000_000]]);

/**
 * What a query asks of endpoints: `tools and context >= 128k and input < 1`. It knows the names of capabilities, `context`
 * and `max_output` in tokens, `input` and `output` in US dollars per million tokens, and `model`, `author`, `provider`,
 * `served_by` and `quantization`, which take patterns; `in (…)` is any of several. `not` binds closer than `and`, that
 * closer than `or`.
 *
 * @throws {QuerySyntaxError} that tells the character at which it cannot be read.
 */
export function parseQuery(source: string): QueryTest {
  const parser = new QueryParser(queryTokens(source));
  return parser.whole();
}

class QueryParser {
  readonly #tokens: readonly QueryToken[];
  #next = 0;

  constructor(tokens: readonly QueryToken[]) {
    this.#tokens = tokens;
  }

  whole(): QueryTest {
    const test = this.#either();
    const { kind, at } = this.#peek;
    if (kind !== "end") throw new QuerySyntaxError(`there must be "and", "or" or the end`, at);
    return test;
  }

  get #peek(): QueryToken {
    return this.#tokens[this.#next];
  }

  #take(): QueryToken {
    return this.#tokens[this.#next++];
  }

  #takes(text: string): boolean {
    if (this.#peek.kind === "text" || this.#peek.text !== text) return false;
    this.#next++;
    return true;
  }

  #either(): QueryTest {
    const tests = [this.#all()];
    while (this.#takes("or")) tests.push(this.#all());
    return tests.length === 1 ? tests[0] : (record) => anyOf(tests.map((test) => test(record)));
  }

  #all(): QueryTest {
    const tests = [this.#one()];
    while (this.#takes("and")) tests.push(this.#one());
    return tests.length === 1 ? tests[0] : (record) => negated(anyOf(tests.map((test) => negated(test(record)))));
  }

  #one(): QueryTest {
    if (this.#takes("not")) {
      const test = this.#one();
      return (record) => negated(test(record));
    }
    if (this.#takes("(")) {
      const test = this.#either();
      if (!this.#takes(")")) throw new QuerySyntaxError(`there must be ")"`, this.#peek.at);
      return test;
    }
    const token = this.#take();
    const { kind, text, at } = token;
    if (kind !== "word" || KEYWORDS.includes(text)) {
      throw new QuerySyntaxError(`there must be a capability or a fact, such as "tools" or "context"`, at);
    }
    const number = NUMBER_FIELDS.get(text);
    if (number !== undefined) return this.#numberTest(number);
    const name = NAME_FIELDS.get(text);
    if (name !== undefined) return this.#nameTest(name);
    const ability = ABILITIES.get(text);
    if (ability !== undefined) return ability;
    const nearest = nearestName(text, QUERY_WORDS);
    const hint = nearest === null ? `there are ${QUERY_WORDS.join(", ")}` : `did you mean "${nearest}"?`;
    throw new QuerySyntaxError(`nothing is known of "${text}": ${hint}`, at);
  }

  #sign(signs: readonly string[]): string {
    const { kind, text, at } = this.#take();
    if (kind !== "text" && signs.includes(text)) return text;
    throw new QuerySyntaxError(`there must be ${signs.slice(0, -1).join(", ")} or ${signs.at(-1)}`, at);
  }

  #numberTest(fact: (record: EndpointRecord) => Decimal | null): QueryTest {
    const sign = this.#sign(SIGNS);
    const { kind, text, at } = this.#take();
    const match = kind === "word" ? /^(\d+(?:\.\d+)?)([km]?)$/i.exec(text) : null;
    if (match === null) throw new QuerySyntaxError(`there must be a number, such as 0.5 or 128k`, at);
    const limit = Decimal.parse(match[1]).times(Decimal.fromInteger(UNITS.get(match[2].toLowerCase()) ?? 1));
    return (record) => {
      const value = fact(record);
      return value === null ? null : holds(value.compare(limit), sign);
    };
  }

  #nameTest(fact: (record: EndpointRecord) => string | null): QueryTest {
    const sign = this.#sign(["=", "!=", "in"]);
    const patterns = sign === "in" ? this.#list() : [this.#pattern()];
    return (record) => {
      const value = fact(record);
      if (value === null) return null;
      return patterns.some((pattern) => pattern.test(value)) === (sign !== "!=");
    };
  }

  #list(): RegExp[] {
    if (!this.#takes("(")) throw new QuerySyntaxError(`there must be "(", with names behind it`, this.#peek.at);
    const patterns = [this.#pattern()];
    while (this.#takes(",")) patterns.push(this.#pattern());
    if (!this.#takes(")")) throw new QuerySyntaxError(`there must be "," or ")"`, this.#peek.at);
    return patterns;
  }

  #pattern(): RegExp {
    const { kind, text, at } = this.#take();
    if (text !== "" && (kind === "text" || kind === "word")) return globPattern(text);
    throw new QuerySyntaxError("there must be a name or a pattern", at);
  }
}

function holds(order: number, sign: string): boolean {
  if (sign === "=") return order === 0;
  if (sign === "!=") return order !== 0;
  return order === 0 ? sign.endsWith("=") : sign.startsWith("<") === (order < 0);
}

/** True where one is, unknown where one is that could be. */
function anyOf(values: readonly (boolean | null)[]): boolean | null {
  return values.includes(true) ? true : values.includes(null) ? null : false;
}

function negated(value: boolean | null): boolean | null {
  return value === null ? null : !value;
}
