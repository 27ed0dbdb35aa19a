/** In what ways a cassette in a repository comes to grief. */
import { gzipSync } from "node:zlib";
import { headerLine, interactionLine } from "../upkeep/support.ts";

/** The prompts of the sound cassette, one a line, from line 2 on; each is answered with itself. */
export const PROMPTS = ["one", "two", "three"];

/** A sound cassette that something happened to. */
export interface Damage {
  /** The file's bytes afterwards. */
  readonly bytes: Uint8Array;
  /** What `verify` says of it, its first words with the number of the line in front: `3 is no JSON`. */
  readonly verify: string;
  /** What whoever opens it is told; absent where it opens, and only the broken line cannot be had. */
  readonly open?: string;
  /** What whoever asks for the second prompt is told, where the file opens; absent where it plays. */
  readonly play?: string;
}

const utf8 = new TextEncoder();

/** A cassette that is sound, line by line; empty behind the last newline. */
export function soundLines(): string[] {
  return [headerLine(), ...PROMPTS.map((prompt) => interactionLine({ prompt, answer: prompt })), ""];
}

function text(lines: readonly string[]): Uint8Array {
  return utf8.encode(lines.join("\n"));
}

function withLine(number: number, change: (line: string) => string): Uint8Array {
  const lines = soundLines();
  return text(lines.with(number - 1, change(lines[number - 1])));
}

function inserted(number: number, ...lines: string[]): Uint8Array {
  return text(soundLines().toSpliced(number - 1, 0, ...lines));
}

/** The second prompt's line with one byte of its answer broken. */
function brokenUtf8(): Uint8Array {
  const bytes = text(soundLines());
  const start = text(soundLines().slice(0, 2)).length + 1;
  bytes[start + soundLines()[2].indexOf('"content":"two"}') + 12] = 0xff;
  return bytes;
}

/** Every damage, by what happened. */
export const DAMAGES: { readonly [name: string]: Damage } = {
  "a newer Tapedeck wrote it": {
    bytes: withLine(1, () => headerLine({ tapedeck: 3 })),
    verify: "1 has format version 3 and this Tapedeck reads up to 2",
    open: "as it has format version 3 and this Tapedeck reads up to 2: bring Tapedeck up to date",
  },
  "a merge was not resolved": {
    bytes: inserted(3, "<<<<<<< HEAD"),
    verify: "3 is the mark of a merge conflict",
    open: "line 3 is the mark of a merge conflict: resolve it",
  },
  "a merge of the header was not resolved": {
    bytes: inserted(1, "<<<<<<< HEAD"),
    verify: "1 is the mark of a merge conflict",
    open: "first line is the mark of a merge conflict: resolve it",
  },
  "two files were put behind each other": {
    bytes: inserted(3, headerLine()),
    verify: "3 is a second header",
    open: "line 3 is a second header: join cassettes with `tapedeck cassette merge`",
  },
  "a line became empty": { bytes: inserted(3, ""), verify: "3 is empty", open: "line 3 is empty: remove it" },
  "an editor put a byte order mark in front": {
    bytes: withLine(1, (line) => `\ufeff${line}`),
    verify: "1 begins with a byte order mark",
    open: "first line begins with a byte order mark: save the file as UTF-8 without one",
  },
  "a power cut left zero bytes": {
    bytes: inserted(3, "\0".repeat(5000)),
    verify: "3 holds zero bytes",
    open: "line 3 holds zero bytes",
  },
  "it was compressed": {
    bytes: new Uint8Array(gzipSync(text(soundLines()))),
    verify: "1 is no text but compressed",
    open: "first line is no text but compressed: unpack the file first",
  },
  "Git LFS did not fetch it": {
    bytes: utf8.encode("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"),
    verify: "1 is a pointer of Git LFS",
    open: "first line is a pointer of Git LFS: fetch the file itself with `git lfs pull`",
  },
  "its header was lost": {
    bytes: text(soundLines().slice(1)),
    verify: "1 is no header",
    open: "first line is no header",
  },
  "its header was cut": {
    bytes: withLine(1, (line) => line.slice(0, -5)),
    verify: "1 is no JSON",
    open: "is no header",
  },
  "the version is no version": {
    bytes: withLine(1, () => headerLine({ tapedeck: 0 })),
    verify: "1 /tapedeck",
    open: "as there was no format version 0",
  },
  "a line lost its beginning": {
    bytes: withLine(3, (line) => line.slice(3)),
    verify: '3 does not begin with {"key":"',
    open: 'line 3 does not begin with {"key":"',
  },
  "a line lost its end": {
    bytes: withLine(3, (line) => line.slice(0, -20)),
    verify: "3 is no JSON",
    play: "line 3 is no JSON",
  },
  "two lines became one": {
    bytes: text(soundLines().toSpliced(2, 2, soundLines()[2] + soundLines()[3])),
    verify: "3 is no JSON",
    play: "line 3 is no JSON",
  },
  "a byte of an answer is no UTF-8": { bytes: brokenUtf8(), verify: "3 is no UTF-8", play: "line 3 is no UTF-8" },
  "a character of a key is another one": {
    bytes: withLine(3, (line) => line.replace(/"key_./, '"key_!')),
    verify: "3 /key",
    play: "it is not on the tape",
  },
  "a request is another one": {
    bytes: withLine(3, (line) => line.replace('"content":"two"}],"temp', '"content":"tow"}],"temp')),
    verify: "3 /key is key_",
  },
};
