import { UserError } from "../base/mod.ts";

/** A mistake of usage with a text that helps people on: it goes to stderr, and into no document. */
export class HelpedError extends UserError {
  readonly help: string;

  constructor(message: string, help: string) {
    super(message, { exitCode: 2 });
    this.help = help;
  }
}
