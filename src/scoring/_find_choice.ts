/** A letter in an answer, and by which rule it was found. */
export interface FoundChoice {
  /** Large. */
  readonly letter: string;
  readonly rule: "boxed" | "stated" | "alone" | "leading" | "text" | "marked" | "lone";
}

/** What an answer's letter is looked for among. */
export interface ChoiceLetters {
  /** `ABCD`. */
  readonly letters: string;
  /** The choices' texts in the order of the letters; `null`: nobody knows them. */
  readonly texts: readonly string[] | null;
}

// What may stand around a letter: brackets, quotes, Markdown.
const OPEN = "[\\s*_`\"'\\u201c\\u2018\\u300c(\\[{$]{0,8}";
const CLOSE = "[*_`\"'\\u201d\\u2019\\u300d)\\]}$]{0,8}";
const BOXED = /\\boxed\s*\{\s*(?:\\(?:text|textbf|mathrm|mathbf)\s*\{)?\s*\(?\s*([A-Za-z])\s*\)?\s*[.:]?\s*\}/g;
const NOUN =
  "(?:answers?|choices?|options?|solution|r\\u00e9ponse|antwort|respuesta|risposta|resposta|\\u7b54\\u6848|\\u7b54\\u3048)";
const IS =
  "(?:\\s+(?:is|would\\s+be|should\\s+be|must\\s+be|has\\s+to\\s+be|seems\\s+to\\s+be|appears\\s+to\\s+be|est|ist|es|\\u00e8|\\u00e9|lautet)(?![\\p{L}])|\\s*(?:\\u662f|\\u4e3a|\\u306f|[:=\\uff1a\\u2192]|-+>))";
const FILLER =
  "(?:(?:\\s|[*_:\\uff1a])+(?:therefore|thus|definitely|clearly|most\\s+likely|probably|likely|the|choice|option|letter|answer|number))*";
const PICK =
  "(?:I(?:'d|\\s+would|'ll|\\s+will)?\\s+(?:choose|pick|select|go\\s+with|answer|say)|(?:select|choose|pick|going\\s+with))";
const STATED_BEFORE = `(?:${NOUN}[*_]*${IS}|(?<![\\p{L}])${PICK})${FILLER}\\s*:?${OPEN}`;
const STATED_AFTER =
  "\\s+(?:is|would\\s+be|must\\s+be|seems)\\s+(?:(?:the|clearly|definitely|most\\s+likely|probably)\\s+)*(?:only\\s+)?(?:correct|right|best|true|answer|most\\s+(?:likely|accurate|appropriate))";
const MORE = new RegExp(
  `^${CLOSE}\\s*(?:,|/|&|and|or|und|oder|et|ou|y|o)\\s*(?:option\\s+|choice\\s+)?${OPEN}([A-Za-z])(?![\\p{L}\\p{N}'\\u2019])`,
  "u",
);
const ARTICLE_ENDS =
  /^\s+(?:because|since|as|for|due|given|based|which|where|with|if|when|and|or|so|then|–|—|-)(?!\p{L})/u;

/**
 * The letter that an answer gives, by the first of these rules that finds one; of several finds of one rule the last
 * counts, as answers come after their reasoning. `null`: none, or several at once (`A or B`).
 */
export function findChoice(answer: string, { letters, texts }: ChoiceLetters): FoundChoice | null {
  // Long runs of blanks say nothing, and cost patterns with several places for blanks the square of their length.
  const text = answer.normalize("NFKC").replace(/[^\S\n]+/g, " ").replace(/\n\s*\n/g, "\n\n");
  const known = (letter: string) => letters.includes(letter.toUpperCase());
  const found = (letter: string | null, rule: FoundChoice["rule"]): FoundChoice | null =>
    letter === null ? null : { letter: letter.toUpperCase(), rule };
  const boxed = [...text.matchAll(BOXED)].map(([, letter]) => letter).filter(known).at(-1) ?? null;
  if (boxed !== null) return found(boxed, "boxed");
  const stated = statedLetter(text, known);
  if (stated === SEVERAL) return null;
  return found(stated, "stated") ?? found(aloneLetter(text, known), "alone") ??
    found(leadingLetter(text, known), "leading") ?? found(choiceOfText(text, { letters, texts }), "text") ??
    found(onlyLetter(text, MARKED, known), "marked") ?? found(onlyLetter(text, LONE, known), "lone");
}

const SEVERAL = "several";

/** `The answer is (C)`, `Option C is correct`, `I would pick C`. */
function statedLetter(text: string, known: (letter: string) => boolean): string | null {
  const before = new RegExp(`${STATED_BEFORE}([A-Za-z])(?![\\p{L}\\p{N}'\\u2019])`, "giu");
  const after = new RegExp(`(?<![\\p{L}\\p{N}'\\u2019])${OPEN}([A-Z])${CLOSE}${STATED_AFTER}`, "gu");
  const finds = [
    ...[...text.matchAll(before)].map((match) => ({ match, end: match.index + match[0].length })),
    ...[...text.matchAll(after)].map((match) => ({ match, end: null })),
  ].filter(({ match, end }) => known(match[1]) && (end === null || standsAlone(match[1], text.slice(end))))
    .sort((a, b) => a.match.index - b.match.index);
  const last = finds.at(-1);
  if (last === undefined) return null;
  const more = last.end === null ? null : MORE.exec(text.slice(last.end));
  return more !== null && known(more[1]) && more[1].toUpperCase() !== last.match[1].toUpperCase()
    ? SEVERAL
    : last.match[1];
}

/** `a` and `I` are words as well, and a small letter is one only where nothing goes on behind it. */
function standsAlone(letter: string, rest: string): boolean {
  const goesOn = /^\s+[\p{L}\p{N}]/u.test(rest);
  if (!goesOn || /^\s*\n/.test(rest)) return true;
  return letter === letter.toUpperCase() && (letter !== "A" && letter !== "I" || ARTICLE_ENDS.test(rest));
}

/** The whole answer, or its last line, is a letter: `C`, `(C).`, `**c**`. */
function aloneLetter(text: string, known: (letter: string) => boolean): string | null {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const alone = new RegExp(`^${OPEN}([A-Za-z])${CLOSE}[.:,;!]?${CLOSE}$`, "u");
  for (const line of [lines.at(-1), lines[0]]) {
    const letter = alone.exec(line ?? "")?.[1];
    if (letter !== undefined && known(letter)) return letter;
  }
  return null;
}

/** The one line that begins as a choice does: `C. Paris`, `(C) Paris`, `**C)** Paris`. Several are the choices again. */
function leadingLetter(text: string, known: (letter: string) => boolean): string | null {
  const leading = /^[ \t>*_#-]{0,12}(?:\(([A-Za-z])\)|\[([A-Za-z])\]|([A-Za-z])[*_]*[.):\uff0e])(?=[\s*_]|$)/gmu;
  const finds = new Set(
    [...text.matchAll(leading)].filter((match) => !isDenied(text, match))
      .map(([, round, square, bare]) => round ?? square ?? bare).filter(known).map((letter) => letter.toUpperCase()),
  );
  return finds.size === 1 ? [...finds][0] : null;
}

/** The one choice whose text the answer is, or has within it as words. */
function choiceOfText(text: string, { letters, texts }: ChoiceLetters): string | null {
  if (texts === null) return null;
  const plain = texts.map(plainWords);
  const answer = plainWords(text);
  const same = plain.flatMap((one, i) => one !== "" && one === answer ? [i] : []);
  if (same.length === 1) return letters[same[0]];
  const within = plain.flatMap((one, i) => one !== "" && ` ${answer} `.includes(` ${one} `) ? [i] : []);
  // A text that is a part of another one that was found says nothing of its own: "York" in "New York".
  const longest = within.filter((i) => !within.some((j) => j !== i && ` ${plain[j]} `.includes(` ${plain[i]} `)));
  return longest.length === 1 ? letters[longest[0]] : null;
}

/** A text as its words: letters and digits, with single blanks between. */
export function plainWords(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{M}\p{N}+\-−.%/=<>]+|[.](?!\d)/gu, " ").trim()
    .replace(/\s+/g, " ");
}

const MARKED = /(?:\(([A-Z])\)|\[([A-Z])\]|\*\*\(?([A-Z])\)?[.:)]?\*\*|`([A-Z])`)/g;
const LONE = /(?<![\p{L}\p{N}'\u2019.-])(?:(?!A(?![.)\]*]))(?!I(?![.)\]*]))([A-Z]))(?![\p{L}\p{N}'\u2019+#-])/gu;

const DENIED_BEFORE =
  /(?:(?<!\p{L})(?:not|cannot|nor|neither|except|excluding|exclude|eliminate|out)|n['\u2019]t)(?:\s+be)?(?:\s+(?:the|option|choice|letter|answer))*\s*[*_`"'([]*$/iu;
const DENIED_AFTER =
  /^[*_`"')\]]*\s+(?:is|was|can|could|must)(?:n['\u2019]t|\s+(?:not|wrong|incorrect|false|out|impossible))/iu;

/** A letter that is set off from the text, or is a word, where it is the only one that is not denied. */
function onlyLetter(text: string, pattern: RegExp, known: (letter: string) => boolean): string | null {
  const finds = new Set(
    [...text.matchAll(pattern)].filter((match) => !isDenied(text, match))
      .map((match) => match.slice(1).find(Boolean) ?? "").filter(known),
  );
  return finds.size === 1 ? [...finds][0] : null;
}

/** `not C`, `C is wrong`. */
function isDenied(text: string, { 0: match, index }: RegExpExecArray): boolean {
  const end = index + match.length;
  return DENIED_BEFORE.test(text.slice(Math.max(0, index - 40), index)) ||
    DENIED_AFTER.test(text.slice(end, end + 40));
}
