/** @jsxImportSource hono/jsx */
import { formatCount } from "../../base/mod.ts";

/** A text as it is, its end cut off where it is very long. */
export interface LongTextProps {
  readonly text: string;
  /** What it is, for those who cannot see where it stands. */
  readonly label: string;
  /** Where the whole of it is; nothing is cut without it. */
  readonly whole?: string;
  /** Characters that are shown. */
  readonly most?: number;
}

const MOST = 8000;

/** Text in its own lines, never as markup; what is cut off can be had as a file. */
export function LongText({ text, label, whole, most = MOST }: LongTextProps) {
  const isCut = whole !== undefined && text.length > most;
  return (
    <>
      <pre tabindex={0} role="region" aria-label={label}>{isCut ? text.slice(0, most) : text}</pre>
      {isCut && (
        <p class="note">
          {`… and ${formatCount(text.length - most, "more character")}: `}
          <a href={whole} download>the whole text</a>
        </p>
      )}
    </>
  );
}
