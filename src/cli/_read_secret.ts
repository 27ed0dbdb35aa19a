import { UserError } from "../base/mod.ts";
import type { Io } from "./io.ts";

/** No key is longer. */
const MOST_BYTES = 65_536;
const [CTRL_C, CTRL_D, BACKSPACE, NEWLINE, RETURN, CTRL_U, ESCAPE, DELETE] = [3, 4, 8, 10, 13, 21, 27, 127];

/**
 * A key that is typed, of which nothing shows, or piped in. However it ends, the terminal shows again what is typed.
 *
 * @throws {UserError} when it is called off by Ctrl-C, or nothing was given.
 */
export async function readSecret(io: Io, prompt: string): Promise<string> {
  const secret = io.stdin.isTerminal ? await typed(io, prompt) : await piped(io);
  if (secret.trim() === "") throw new UserError("Cannot read the key as nothing was given", { exitCode: 2 });
  return secret.trim();
}

async function piped({ stdin }: Io): Promise<string> {
  const bytes: number[] = [];
  for (let chunk = await stdin.read(); chunk !== null; chunk = await stdin.read()) {
    bytes.push(...chunk);
    if (bytes.length > MOST_BYTES) throw new UserError("Cannot read the key as more is piped in than any key has");
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}

async function typed(io: Io, prompt: string): Promise<string> {
  const interrupted = Promise.withResolvers<never>();
  const stop = () => interrupted.reject(calledOff());
  const unlisten = io.onInterrupt(stop);
  io.stdin.setRaw(true);
  try {
    io.stderr.write(prompt);
    return await Promise.race([readLine(io), interrupted.promise]);
  } finally {
    io.stdin.setRaw(false);
    io.stderr.write("\n");
    unlisten();
  }
}

async function readLine({ stdin }: Io): Promise<string> {
  const line = new TypedLine();
  for (let chunk = await stdin.read(); chunk !== null; chunk = await stdin.read()) {
    for (const byte of chunk) if (line.press(byte)) return line.text();
  }
  return line.text();
}

/** What was typed so far. */
class TypedLine {
  #bytes: number[] = [];
  /** Within the sequence of a key that is no character, such as an arrow. */
  #sequence: "none" | "begun" | "going" = "none";

  /** Whether that was the last key. */
  press(byte: number): boolean {
    if (this.#sequence !== "none") this.#inSequence(byte);
    else if (byte === RETURN || byte === NEWLINE || (byte === CTRL_D && this.#bytes.length === 0)) return true;
    else if (byte === CTRL_C) throw calledOff();
    else if (byte === ESCAPE) this.#sequence = "begun";
    else if (byte === DELETE || byte === BACKSPACE) this.#eraseOne();
    else if (byte === CTRL_U) this.#bytes = [];
    else if (byte >= 32) this.#bytes.push(byte);
    return false;
  }

  text(): string {
    return new TextDecoder().decode(new Uint8Array(this.#bytes));
  }

  /** The bytes behind the first one of a character go with it. */
  #eraseOne(): void {
    while (this.#bytes.length > 0) if ((this.#bytes.pop()! & 0xc0) !== 0x80) return;
  }

  #inSequence(byte: number): void {
    const isIntroducer = this.#sequence === "begun" && (byte === 0x5b || byte === 0x4f);
    if (isIntroducer) this.#sequence = "going";
    else if (this.#sequence === "begun" || (byte >= 0x40 && byte <= 0x7e)) this.#sequence = "none";
  }
}

function calledOff(): UserError {
  return new UserError("Cannot go on as it was called off: nothing was changed");
}
