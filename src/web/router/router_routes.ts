import { Hono } from "hono";
import { taggedHash } from "../../base/mod.ts";
import type { AnswerHead, ChatAsked } from "../../provider/openai_server/mod.ts";
import type { CallOptions, RegistryRequest } from "../../routing/mod.ts";
import type { Clock } from "../../spec/mod.ts";
import type { DashboardEnv } from "../dashboard_env.ts";
import type { DashboardSources } from "../dashboard_sources.ts";
import { callOptions } from "./_call_options.ts";
import { callRefusal } from "./_call_refusal.ts";
import { readAsked } from "./_read_body.ts";
import { type Refusal, refusalResponse } from "./_refusal.ts";
import { streamedAnswer } from "./_streamed_answer.ts";
import { wholeAnswer } from "./_whole_answer.ts";

/** How the router tells of errors. */
export interface RouterRoutesOptions {
  /** Takes secrets out of what an error says; nothing is taken out unless given. */
  readonly scrub?: (text: string) => string;
  /** Told of an error that nobody foresaw and that breaks a stream off. */
  readonly onBug?: (error: unknown) => void;
}

/** The names under which the registry is given the fields that it has none for. */
const WIRE = "openai-chat";
/** The client has closed the connection, and nobody reads it, or the server is about to close. */
const CALLED_OFF: Refusal = { status: 499, code: "aborted", message: "The call was called off" };

const PATH = "/v1/chat/completions";

/** `POST /v1/chat/completions`, as OpenAI has it, answered by the registry. */
export function routerRoutes(
  { registry, clock }: Pick<DashboardSources, "registry" | "clock">,
  options: RouterRoutesOptions = {},
): Hono<DashboardEnv> {
  const headOf = answerHeads(clock);
  const told = tellers(options);
  const app = new Hono<DashboardEnv>();
  app.post(PATH, async (c) => {
    const asked = await readAsked(c.req.raw);
    if ("status" in asked) return refusalResponse(asked);
    const how = callOptions(c.req.raw.headers);
    if ("status" in how) return refusalResponse(how);
    const left = new AbortController();
    const signal = AbortSignal.any([c.req.raw.signal, c.var.closing, left.signal]);
    const call = (more: CallOptions = {}) => registry.complete(requestOf(asked), { ...how, ...more, signal });
    try {
      if (!asked.request.stream) return wholeAnswer(await call(), headOf());
      return await streamedAnswer({
        head: headOf(),
        model: asked.model ?? "",
        clock,
        includesUsage: asked.includesUsage,
        call: (onDelta) => call({ onDelta }),
        onLeave: () => left.abort(),
        refusalOf: (error) => signal.aborted ? CALLED_OFF : told.within(error),
      });
    } catch (error) {
      if (signal.aborted) return refusalResponse(CALLED_OFF);
      return refusalResponse(told.before(error));
    }
  });
  app.all(PATH, (c) => otherMethod(c.req.method));
  return app;
}

function otherMethod(method: string): Response {
  const message = `Cannot answer at ${PATH} as it takes POST alone: current value is "${method}"`;
  const response = refusalResponse({ status: 405, code: "method_not_allowed", message });
  response.headers.set("allow", "POST");
  return response;
}

function requestOf({ model, request }: ChatAsked): RegistryRequest {
  return { ...request, ...(model === null ? {} : { model }), wire: WIRE };
}

/** The ids of answers, each its own. */
function answerHeads(clock: Clock): () => Omit<AnswerHead, "model"> {
  let answers = 0;
  return () => {
    const at = clock.date();
    const hash = taggedHash("id", { at: at.toISOString(), ms: clock.nowMs(), answer: ++answers });
    return { id: `chatcmpl-${hash.slice("id_".length)}`, created: Math.floor(at.getTime() / 1000) };
  };
}

function tellers({ scrub = (text) => text, onBug }: RouterRoutesOptions) {
  const before = (error: unknown): Refusal => {
    const refusal = callRefusal(error);
    // Whoever answers what nobody foresaw stands in front.
    if (refusal === null) throw error;
    return { ...refusal, message: scrub(refusal.message) };
  };
  const within = (error: unknown): Refusal => {
    try {
      return before(error);
    } catch (bug) {
      onBug?.(bug);
      const message = "The answer broke off as something went wrong that should not";
      return { status: 500, code: "server_error", message };
    }
  };
  return { before, within };
}
