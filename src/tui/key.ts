/** Keys that have no letter. */
export type KeyName =
  | "up"
  | "down"
  | "left"
  | "right"
  | "pageup"
  | "pagedown"
  | "home"
  | "end"
  | "enter"
  | "escape"
  | "tab"
  | "shift-tab"
  | "backspace"
  | "delete"
  | "ctrl-u"
  | "ctrl-c";

/** A key that was pressed: one without a letter, or the character that it types. */
export type Key =
  | {
    /** Which. */
    readonly name: KeyName;
  }
  | {
    /** One character, of which a person sees one. */
    readonly text: string;
  };
