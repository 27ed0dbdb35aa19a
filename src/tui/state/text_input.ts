import type { Key } from "../key.ts";

/** What is typed into a field. */
export interface TextInput {
  /** The characters, as a person counts them. */
  readonly characters: readonly string[];
  /** Before which of them the next one is put; their number: at the end. */
  readonly at: number;
}

const SEGMENTER = new Intl.Segmenter();

/** A field with a text in it, to be gone on with at its end. */
export function textInput(text: string): TextInput {
  const characters = [...SEGMENTER.segment(text)].map(({ segment }) => segment);
  return { characters, at: characters.length };
}

/** The text of a field. */
export function textOf({ characters }: TextInput): string {
  return characters.join("");
}

/** A field after a key; `null`: the key does nothing in a field. */
export function typedInto(input: TextInput, key: Key): TextInput | null {
  const { characters, at } = input;
  const spliced = (start: number, count: number, ...more: string[]): TextInput => ({
    characters: characters.toSpliced(start, count, ...more),
    at: start + more.length,
  });
  if ("text" in key) return spliced(at, 0, key.text);
  switch (key.name) {
    case "backspace":
      return at === 0 ? input : spliced(at - 1, 1);
    case "delete":
      return at === characters.length ? input : spliced(at, 1);
    case "ctrl-u":
      return spliced(0, at);
    case "left":
      return { characters, at: Math.max(0, at - 1) };
    case "right":
      return { characters, at: Math.min(characters.length, at + 1) };
    case "home":
      return { characters, at: 0 };
    case "end":
      return { characters, at: characters.length };
    default:
      return null;
  }
}
