import { type PlainFetch, scrub, transportFailure } from "../../base/mod.ts";
import type { Clock, Credential, ProviderKey } from "../../spec/mod.ts";
import type { HealthTarget } from "./health_target.ts";
import type { ProbeResult } from "./probe_result.ts";

/** What a probe works with. */
export interface ProbeOptions {
  /** The way to the network, and never a tape's: a recorded answer says nothing about today. */
  readonly fetch: PlainFetch;
  /** Tells the time, and ends what takes too long. */
  readonly clock: Clock;
  /** How long it may take to the headers of the response; 5,000 unless given. */
  readonly timeoutMs?: number;
  /** Ends it; its reason is thrown. */
  readonly signal?: AbortSignal;
  /** Told of each request that has a key, before it is sent. */
  readonly onSent?: (sent: ProbeSent) => void;
}

/** A key that goes with a probe. */
export interface ProbeSent {
  /** Which. */
  readonly credential: Credential;
  /** The name that the provider is set up by. */
  readonly provider: ProviderKey;
  /** Where it goes: `api.openai.com`. */
  readonly host: string;
}

type Finding = Pick<ProbeResult, "state" | "answered" | "reason">;

const TIMEOUT_MS = 5_000;

/**
 * Ask a provider whether it is there, by the cheap address of its row: no model answers, and no token is paid. What is
 * wrong comes back and is never thrown; the key is sent to the address alone, not to where it redirects, and stands in
 * no text.
 *
 * @throws the signal's reason when the caller aborts.
 */
export async function probeProvider(target: HealthTarget, options: ProbeOptions): Promise<ProbeResult> {
  const { provider, url, needsKey, credential } = target;
  const at = options.clock.date().toISOString();
  const none = { provider, at, httpStatus: null, latencyMs: null, url: url === null ? null : shown(url) };
  if (url === null) return { ...none, ...unasked("it has no address that answers without a model") };
  if (needsKey && credential === null) return { ...none, ...unasked("its address needs a key, and there is none") };
  const startMs = options.clock.nowMs();
  const sent = await ask(target, { ...options, url });
  const latencyMs = Math.round((options.clock.nowMs() - startMs) * 1000) / 1000;
  if (!sent.ok) {
    const reason = withoutSecret(sent.reason, target);
    return { ...none, state: "down", answered: false, reason, latencyMs: null };
  }
  const { status } = sent;
  return { ...none, httpStatus: status, latencyMs, ...findingOf(sent, target) };
}

function unasked(reason: string): Finding {
  return { state: "unknown", answered: null, reason };
}

type Sent =
  | { readonly ok: true; readonly status: number; readonly location: string | null }
  | { readonly ok: false; readonly reason: string };

async function ask(target: HealthTarget, options: ProbeOptions & { readonly url: string }): Promise<Sent> {
  const { fetch, clock, timeoutMs = TIMEOUT_MS, signal } = options;
  signal?.throwIfAborted();
  const { auth, credential, provider } = target;
  if (auth !== null && credential !== null) options.onSent?.({ credential, provider, host: new URL(options.url).host });
  const [late, ended] = [new AbortController(), new AbortController()];
  clock.sleep(timeoutMs, ended.signal).then(() => late.abort(), () => {});
  try {
    const response = await fetch(options.url, {
      method: target.method,
      headers: headersOf(target),
      redirect: "manual",
      signal: signal === undefined ? late.signal : AbortSignal.any([late.signal, signal]),
    });
    await response.body?.cancel();
    return { ok: true, status: response.status, location: response.headers.get("location") };
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (late.signal.aborted) return { ok: false, reason: `it did not answer within ${timeoutMs} ms` };
    const failure = transportFailure(error, { atMs: 0, otherwise: "connection" });
    if (failure === null) throw error;
    return { ok: false, reason: `it cannot be reached: ${failure.message}` };
  } finally {
    ended.abort();
  }
}

function headersOf({ headers, auth, credential }: HealthTarget): { [name: string]: string } {
  const key = auth === null || credential === null ? {} : { [auth.header]: auth.prefix + credential.reveal() };
  return { accept: "application/json", ...headers, ...key };
}

function findingOf({ status, location }: Sent & { ok: true }, { credential, needsKey }: HealthTarget): Finding {
  if (status >= 200 && status < 300) return { state: "healthy", answered: true, reason: null };
  if (status >= 500) return { state: "down", answered: false, reason: `it answered ${status}` };
  const degraded = (reason: string): Finding => ({ state: "degraded", answered: true, reason });
  if (status >= 300 && status < 400) return degraded(`it sends to another address (${status}${whereTo(location)})`);
  if (status === 401 || status === 403) {
    const key = credential === null ? "it wants a key" : needsKey ? `it refuses ${credential.name}` : "it refuses";
    return degraded(`${key} (${status})`);
  }
  if (status === 429) return degraded("it answers that too much is asked of it (429)");
  return degraded(`it answered ${status}`);
}

/** The path and the query of where it leads may be anybody's secret. */
function whereTo(location: string | null): string {
  return location !== null && URL.canParse(location) ? ` ${new URL(location).origin}` : "";
}

function shown(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

function withoutSecret(text: string, { credential }: HealthTarget): string {
  return credential === null ? text : scrub(text, [credential]);
}
