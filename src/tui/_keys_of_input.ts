import type { Key as InkKey } from "ink";
import type { Key, KeyName } from "./key.ts";

const SEGMENTER = new Intl.Segmenter();

/** What Ink tells of the keyboard, key by key; a paste is many. What means nothing here is left out. */
export function keysOfInput(input: string, key: InkKey): Key[] {
  const name = nameOf(key);
  if (name !== null) return [{ name }];
  if (key.ctrl) {
    return input === "c" ? [{ name: "ctrl-c" }] : input === "u" ? [{ name: "ctrl-u" }] : [];
  }
  return key.meta ? [] : keysOfText(input);
}

/** A text as if it were typed. */
export function keysOfText(text: string): Key[] {
  return [...SEGMENTER.segment(text)].flatMap(({ segment }): Key[] => {
    if (segment === "\r" || segment === "\n" || segment === "\r\n") return [{ name: "enter" }];
    if (segment === "\t") return [{ name: "tab" }];
    if (segment === "\x7f" || segment === "\b") return [{ name: "backspace" }];
    if (segment === "\x03") return [{ name: "ctrl-c" }];
    return /^\p{Cc}/u.test(segment) ? [] : [{ text: segment }];
  });
}

function nameOf(key: InkKey): KeyName | null {
  const names: readonly (readonly [is: boolean, name: KeyName])[] = [
    [key.upArrow, "up"],
    [key.downArrow, "down"],
    [key.leftArrow, "left"],
    [key.rightArrow, "right"],
    [key.pageUp, "pageup"],
    [key.pageDown, "pagedown"],
    [key.home, "home"],
    [key.end, "end"],
    [key.return, "enter"],
    [key.tab && key.shift, "shift-tab"],
    [key.tab, "tab"],
    [key.backspace, "backspace"],
    [key.delete, "delete"],
    [key.escape, "escape"],
  ];
  return names.find(([is]) => is)?.[1] ?? null;
}
