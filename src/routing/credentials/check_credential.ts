import { BEARER, type PlainFetch } from "../../base/mod.ts";
import { type CredentialAudit, originOf } from "../../config/mod.ts";
import type { Clock, Credential } from "../../spec/mod.ts";
import { type HealthTarget, healthTargetOf, probeProvider } from "../../transport/health/mod.ts";
import type { CredentialPlace } from "./open_credentials.ts";

/** What {@linkcode checkCredential} works with. */
export interface CheckCredentialOptions {
  /** The way to the network, and never a tape's. */
  readonly fetch: PlainFetch;
  /** Ends what takes too long. */
  readonly clock: Clock;
  /** Told that the key was sent. */
  readonly audit?: CredentialAudit;
  /** Ends it; its reason is thrown. */
  readonly signal?: AbortSignal;
}

/** What a provider makes of a key. */
export interface CheckedCredential {
  /** `unknown`: it has no cheap address that tells. */
  readonly state: "valid" | "refused" | "unreachable" | "unknown";
  /** Why it is not valid, in one sentence; `null` where it is. */
  readonly reason: string | null;
  /** `null`: no response came. */
  readonly httpStatus: number | null;
  /** What was asked, without its query; `null`: nothing was. */
  readonly url: string | null;
}

const REFUSALS: ReadonlySet<number> = new Set([401, 403]);
/** What Google answers a wrong key with. */
const BAD_REQUEST = 400;

/**
 * Ask a provider by a call that costs nothing whether it takes a key: its cheap address, and where that answers anybody,
 * once without the key too, to see whether it makes a difference.
 *
 * @throws the signal's reason when the caller aborts.
 */
export async function checkCredential(
  { keyed, kind }: CredentialPlace,
  credential: Credential,
  options: CheckCredentialOptions,
): Promise<CheckedCredential> {
  const { baseUrl, name } = keyed;
  const ofRow = healthTargetOf(kind, { name, credential, ...(baseUrl === undefined ? {} : { baseUrl }) });
  const target: HealthTarget = { ...ofRow, auth: kind.auth ?? BEARER };
  if (target.url === null || !isOwn(target.url, keyed)) {
    return { state: "unknown", reason: "it has no address that tells for nothing", httpStatus: null, url: null };
  }
  options.audit?.used({ credential, provider: name, host: new URL(target.url).host });
  const { httpStatus, url, reason } = await probeProvider(target, options);
  const checked = { httpStatus, url };
  if (httpStatus === null) return { ...checked, state: "unreachable", reason };
  if (REFUSALS.has(httpStatus) || (httpStatus === BAD_REQUEST && target.needsKey)) {
    return { ...checked, state: "refused", reason: `it refuses the key (${httpStatus})` };
  }
  if (httpStatus >= 500) return { ...checked, state: "unreachable", reason };
  if (httpStatus < 200 || httpStatus >= 300) return { ...checked, state: "unknown", reason };
  if (target.needsKey) return { ...checked, state: "valid", reason: null };
  const without = await probeProvider({ ...target, auth: null, credential: null }, options);
  return without.httpStatus !== null && REFUSALS.has(without.httpStatus)
    ? { ...checked, state: "valid", reason: null }
    : { ...checked, state: "unknown", reason: "it answers without a key too, at every address that costs nothing" };
}

/** A key is sent to where the provider's calls go, and nowhere else. */
function isOwn(url: string, keyed: CredentialPlace["keyed"]): boolean {
  const origin = originOf(keyed);
  return origin === null || keyed.baseUrl === undefined || new URL(url).origin === origin;
}
