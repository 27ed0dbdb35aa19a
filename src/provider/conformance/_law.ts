import type { ConformanceCheck } from "./conformance_report.ts";

/** A law that every provider keeps. */
export interface Law<TSubject> {
  /** `toWire/pure` */
  readonly law: string;
  /** In a sentence. */
  readonly says: string;
  /** Throws {@linkcode Violation} where it is broken, {@linkcode Skipped} where there is nothing to hold it against. */
  check(subject: TSubject): void;
}

/** A law is broken; the message says by what. */
export class Violation extends Error {
  override readonly name: string = "Violation";
}

/** There is nothing to hold a law against. */
export class Skipped extends Error {
  override readonly name: string = "Skipped";
}

/** Whether a law holds. Any error of the provider's own breaks it. */
export function hold<TSubject>(
  { law, says, check }: Law<TSubject>,
  subject: TSubject,
  about: string,
): ConformanceCheck {
  const outcome = (status: ConformanceCheck["status"], message: string | null) => ({
    about,
    law,
    says,
    status,
    message,
  });
  try {
    check(subject);
    return outcome("ok", null);
  } catch (error) {
    if (error instanceof Skipped) return outcome("skipped", error.message);
    if (error instanceof Violation) return outcome("failed", error.message);
    return outcome("failed", `It threw ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`);
  }
}

/** What a function of the provider gives; that it throws is a violation, with what it was given. */
export function given<T>(what: unknown, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof Violation) throw error;
    const thrown = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new Violation(`It threw ${thrown} when it was given ${shown(what)}`);
  }
}

/** Breaks the law unless `holds`. */
export function demand(holds: boolean, message: () => string): asserts holds {
  if (!holds) throw new Violation(message());
}

const SHOWN_CHARS = 240;

/** A value as a report shows it: enough to find it by. */
export function shown(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : JSON.stringify(value) ?? String(value);
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text;
}
