import type { Decision, Tape } from "../cassette/mod.ts";
import type { JsonValue } from "../spec/mod.ts";
import { type Refusal, refusalResponse } from "./_refusal.ts";

/** What a client may put; more is no reason but a payload. */
const MOST_BYTES = 64 * 1024;

/** The decisions of a tape for clients in any language: decided once, and the same for everybody who asks again. */
export class Decisions {
  readonly #tape: Tape;
  readonly #decided = new Map<string, Promise<Decision | null>>();

  constructor(tape: Tape) {
    this.#tape = tape;
  }

  /** `GET` reads a decision; `PUT {"choice", "reason"}` decides where nothing has been decided yet. */
  async answer(request: Request, scope: string, name: string): Promise<Response> {
    const { method } = request;
    if (method !== "GET" && method !== "PUT") {
      const message = `Cannot answer as a decision takes GET and PUT: current value is "${method}"`;
      return refusalResponse({ status: 405, type: "wrong_method", message });
    }
    const given = method === "PUT" ? await readDecision(request) : null;
    if (given !== null && "status" in given) return refusalResponse(given);
    const decision = await this.#decide(scope, name, given);
    return decision === null ? refusalResponse(this.#missing(scope, name)) : Response.json(decision);
  }

  /** A tape plays a decision once; who asks again over HTTP gets the same. */
  async #decide(scope: string, name: string, given: Decision | null): Promise<Decision | null> {
    const id = JSON.stringify([scope, name]);
    const before = this.#decided.get(id);
    if (before !== undefined) return await before;
    const deciding = this.#ask(scope, name, given);
    this.#decided.set(id, deciding);
    const decision = await deciding.catch((error) => {
      this.#decided.delete(id);
      throw error;
    });
    if (decision === null) this.#decided.delete(id);
    return decision;
  }

  async #ask(scope: string, name: string, given: Decision | null): Promise<Decision | null> {
    const undecided = new Error("nothing to decide with");
    const make = () => {
      if (given === null) throw undecided;
      return given;
    };
    try {
      return await this.#tape.decide(scope, name, make);
    } catch (error) {
      if (error === undecided) return null;
      throw error;
    }
  }

  #missing(scope: string, name: string): Refusal {
    const message = this.#tape.redact(
      `Cannot tell the decision "${name}" of "${scope}" as the tape has none: "${this.#tape.path}"`,
    );
    return { status: 404, type: "decision_missing", message };
  }
}

async function readDecision(request: Request): Promise<Decision | Refusal> {
  const wrong = (reason: string): Refusal => ({
    status: 400,
    type: "wrong_decision",
    message: `Cannot keep the decision as ${reason}`,
  });
  const text = await request.text();
  if (text.length > MOST_BYTES) return wrong(`it is longer than ${MOST_BYTES} characters`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return wrong("the body is no JSON");
  }
  const { choice, reason } = (value ?? {}) as { choice?: JsonValue; reason?: unknown };
  if (choice === undefined || typeof reason !== "string") return wrong('the body must be {"choice": …, "reason": "…"}');
  return { choice, reason };
}
