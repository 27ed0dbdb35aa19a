import { type AnswerHead, callBody, chunkBody, usageChunk } from "../../provider/openai_server/mod.ts";
import type { DeltaOrigin, RegistryCompletion } from "../../routing/mod.ts";
import type { AnswerDelta, Clock, JsonObject } from "../../spec/mod.ts";
import { answerFacts, answerHeaders, finishWord, nativeFinish, shownSource, usageWithCost } from "./_answer_facts.ts";
import { EventStream } from "./_event_stream.ts";
import { imagesOf } from "./_images.ts";
import { errorBody, type Refusal } from "./_refusal.ts";

/** What a streamed answer is made with. */
export interface StreamedAnswerOptions {
  readonly head: Omit<AnswerHead, "model">;
  /** As the client named it; the empty string where it did not. */
  readonly model: string;
  /** Tells when nothing was said for long. */
  readonly clock: Clock;
  /** Whether a chunk behind the answer tells what was used. */
  readonly includesUsage: boolean;
  /** Makes the call, and tells of its answer while it comes. */
  readonly call: (onDelta: (delta: AnswerDelta, origin: DeltaOrigin) => void) => Promise<RegistryCompletion>;
  /** The client has gone. */
  readonly onLeave: () => void;
  /** Why a call broke off; told of errors that nobody foresaw. */
  readonly refusalOf: (error: unknown) => Refusal;
}

/**
 * An answer as a stream of events, each sent when its piece is there. The response begins with the first piece: until
 * then another endpoint may answer, and a failure is an HTTP status. From then on a failure is an event with an `error`
 * and the finish reason `error`, without a closing `[DONE]`. Where there is no piece for long, the response begins with a
 * comment, and its headers cannot say who answers.
 *
 * @throws what the call throws before the response begins.
 */
export async function streamedAnswer(options: StreamedAnswerOptions): Promise<Response> {
  const { call, onLeave, clock, refusalOf } = options;
  const events = new EventStream({ onLeave, clock });
  const begun = Promise.withResolvers<DeltaOrigin>();
  let writer: AnswerWriter | null = null;
  let isLate = false;
  const write = (origin: DeltaOrigin): AnswerWriter => {
    begun.resolve(origin);
    return writer ??= new AnswerWriter(events, origin, options);
  };
  const answered = call((delta, origin) => write(origin).delta(delta));
  const ended = answered.then((answer) => {
    const { endpoint, attempts } = answer;
    const source = attempts.at(-1)?.note.source ?? "live";
    write({ endpoint, source, tries: attempts.length }).end(answer);
  });
  ended.catch((error) => {
    if (writer !== null) writer.fail(refusalOf(error));
    else if (isLate) sayFailure(events, { head: { ...options.head, model: options.model }, refusal: refusalOf(error) });
    else events.close();
  });
  const first = Promise.race([begun.promise, ended.then(() => begun.promise)]);
  const late = events.silent.then(() => {
    isLate = true;
    return null;
  });
  const origin = await Promise.race([first, late]);
  const headers = origin === null ? new Headers({ "cache-control": "no-store" }) : headersOf(origin);
  headers.set("content-type", "text/event-stream; charset=utf-8");
  // Servers in between are to pass each piece on.
  headers.set("x-accel-buffering", "no");
  return new Response(events.body, { headers });
}

function headersOf({ endpoint, source, tries }: DeltaOrigin): Headers {
  return answerHeaders({ endpoint: endpoint.key, source: shownSource(source), attempts: tries });
}

function sayFailure(
  events: EventStream,
  { head, refusal }: { readonly head: AnswerHead; readonly refusal: Refusal },
): void {
  const last = chunkBody(head, { delta: { content: "" }, finishReason: "error" });
  events.send({ ...last, ...errorBody(refusal) });
  events.close();
}

/** Writes the pieces of one answer. */
class AnswerWriter {
  readonly #events: EventStream;
  readonly #head: AnswerHead;
  readonly #includesUsage: boolean;

  constructor(events: EventStream, { endpoint }: DeltaOrigin, { head, includesUsage }: StreamedAnswerOptions) {
    this.#events = events;
    this.#includesUsage = includesUsage;
    // Where the usage is told at the end, OpenAI's other chunks say that it is not told in them.
    const beside = { provider: endpoint.provider, ...(includesUsage ? { usage: null } : {}) };
    this.#head = { ...head, model: endpoint.key, beside };
    this.#say({ role: "assistant", content: "" });
  }

  delta(delta: AnswerDelta): void {
    this.#say(deltaBody(delta));
  }

  end(answer: RegistryCompletion): void {
    for (const [index, call] of answer.toolCalls.entries()) {
      const { id: _, type: __, function: ___, ...beside } = callBody(call);
      if (Object.keys(beside).length > 0) this.#say({ tool_calls: [{ index, ...beside }] });
    }
    const images = imagesOf(answer);
    if (images.images !== undefined) this.#say(images);
    const finishReason = finishWord(answer.finishReason);
    const last = chunkBody(this.#head, { delta: {}, finishReason, beside: nativeFinish(answer) });
    this.#events.send({ ...last, x_tapedeck: answerFacts(answer) });
    const usage = this.#includesUsage ? usageWithCost(answer) : null;
    if (usage !== null) this.#events.send(usageChunk({ ...this.#head, beside: this.#provider }, usage));
    this.#events.done();
  }

  fail(refusal: Refusal): void {
    sayFailure(this.#events, { head: { ...this.#head, beside: this.#provider }, refusal });
  }

  get #provider(): JsonObject {
    const { usage: _, ...rest } = this.#head.beside!;
    return rest;
  }

  #say(delta: JsonObject): void {
    this.#events.send(chunkBody(this.#head, { delta }));
  }
}

function deltaBody(delta: AnswerDelta): JsonObject {
  switch (delta.type) {
    case "text":
      return { content: delta.text };
    case "reasoning":
      return { reasoning_content: delta.text };
    case "refusal":
      return { refusal: delta.text };
    case "call": {
      const { call, id, name } = delta;
      return { tool_calls: [{ index: call, ...callBody({ id, name, arguments: "" }) }] };
    }
    case "arguments":
      return { tool_calls: [{ index: delta.call, function: { arguments: delta.text } }] };
  }
}
