import type { CassetteHeader } from "../interaction.ts";

/** What brings a cassette from one version to the next. */
export interface Migration {
  /** Why there is a next version, for people. */
  readonly does: string;
  /** The new header, but for its version. */
  header(header: CassetteHeader): CassetteHeader;
  /** The new text of a line behind the header. */
  line(text: string): string;
}

/** By the version that each begins with. None may ever change: files of every version are out there. */
export const MIGRATIONS: { readonly [from: number]: Migration } = {
  1: {
    does: "Lines may say where redirects led to, which ids are bound, and why an answer was not kept",
    header: (header) => header,
    line: (text) => text,
  },
};
