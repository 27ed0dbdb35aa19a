/** A piece of a query, and where it begins, from 1. */
export interface QueryToken {
  readonly kind: "word" | "text" | "sign" | "end";
  readonly text: string;
  readonly at: number;
}

/** A query that cannot be read: what is wrong, and with which character, from 1. */
export class QuerySyntaxError extends SyntaxError {
  override name = "QuerySyntaxError";
  /** From 1. */
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const TOKEN = /(?<space>\s+)|(?<sign><=|>=|!=|[<>=(),])|"(?<text>[^"]*)"|(?<word>[\w.*?/:+-]+)/y;

/** The pieces of a query, with an end behind them. */
export function queryTokens(source: string): QueryToken[] {
  const tokens: QueryToken[] = [];
  for (let index = 0; index < source.length;) {
    TOKEN.lastIndex = index;
    const match = TOKEN.exec(source);
    const at = index + 1;
    if (match === null) {
      const reason = source[index] === '"' ? "a text is not closed by a quote" : `there is a stray ${source[index]}`;
      throw new QuerySyntaxError(reason, at);
    }
    const { sign, text, word } = match.groups!;
    if (sign !== undefined) tokens.push({ kind: "sign", text: sign, at });
    else if (text !== undefined) tokens.push({ kind: "text", text, at });
    else if (word !== undefined) tokens.push({ kind: "word", text: word, at });
    index = TOKEN.lastIndex;
  }
  tokens.push({ kind: "end", text: "", at: source.length + 1 });
  return tokens;
}
