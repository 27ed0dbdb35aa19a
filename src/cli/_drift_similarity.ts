import { Secret, UserError } from "../base/mod.ts";
import type { AnswerSimilarity } from "../analysis/drift/mod.ts";
import { assertModeAllowed, type CassetteMode } from "../cassette/mod.ts";
import { embeddingFormat, endpointOf, findProvider } from "../provider/mod.ts";
import { openCassette } from "../recording/mod.ts";
import type { Credential, Endpoint, NotedFetch, ProviderAdapter } from "../spec/mod.ts";
import { defaultTransportSettings, EmbeddingClient, Transport } from "../transport/mod.ts";
import { loadedConfig } from "./_config_file.ts";
import { commandFolder } from "./_command_credentials.ts";
import { commandPath } from "./_command_path.ts";
import type { Io } from "./io.ts";

/** What the flags say of embeddings. */
export interface SimilarityFlags {
  /** The key of an endpoint. */
  readonly similarity: string;
  readonly similarityTape: string;
  readonly similarityUrl?: string | undefined;
  readonly mode: Extract<CassetteMode, "replay" | "append" | "record">;
  readonly allowLiveInCi: boolean;
}

/** Makes embeddings over a tape of their own, until it is disposed of. */
export interface OpenSimilarity extends AsyncDisposable {
  readonly similarity: AnswerSimilarity;
}

/** @throws {UserError} when there is no such endpoint, tape or credential. */
export async function openSimilarity(io: Io, flags: SimilarityFlags): Promise<OpenSimilarity> {
  const { similarity: key, similarityTape, mode, allowLiveInCi } = flags;
  assertModeAllowed(mode, io.env("CI"), allowLiveInCi);
  const { endpoint: found, row } = endpointIn(key, flags.similarityUrl);
  const setup = mode === "replay" ? null : await callSetup(io);
  try {
    const credential = mode === "replay"
      ? null
      : await setup?.credentialOf(found) ?? envCredential(io, row, flags.similarityUrl !== undefined);
    const endpoint: Endpoint = { ...found, credential };
    const tape = await openCassette(commandPath(io, similarityTape), {
      mode,
      ci: allowLiveInCi ? "" : io.env("CI") ?? "",
      endpoints: { [key]: endpoint.baseUrl },
      secrets: credential === null ? [] : [credential],
      clock: io.clock,
    });
    const settings = setup?.transportOf(endpoint) ?? defaultTransportSettings;
    const transport = new Transport({ clock: io.clock, settings: () => settings });
    return {
      similarity: {
        name: key,
        embed: (texts) =>
          embed(texts, { endpoint, row, transport, fetch: tape.fetch, onSent: () => setup?.sent(endpoint) }),
      },
      async [Symbol.asyncDispose]() {
        await tape.close();
        setup?.close();
      },
    };
  } catch (error) {
    setup?.close();
    throw error;
  }
}

async function embed(texts: readonly string[], { endpoint, row, transport, fetch, onSent }: {
  readonly endpoint: Endpoint;
  readonly row: ProviderAdapter;
  readonly transport: Transport;
  readonly fetch: NotedFetch;
  /** Told before each call that goes to the network. */
  readonly onSent: () => void;
}): Promise<readonly (readonly number[])[]> {
  const format = typeof row.embeddings === "string" ? embeddingFormat(row.embeddings) : row.embeddings;
  const client = new EmbeddingClient(format ?? embeddingFormat("openai-embeddings"), { inputs: texts });
  const results = await transport.call(client.asChat(), endpoint, {
    wire: client,
    fetch,
    note: () => ({ caller: {}, endpoint: endpoint.key, beforeLive: () => Promise.resolve(onSent()) }),
    seed: texts[0],
    estimate: { outputTokens: 0 },
  });
  const { outcome } = results[results.length - 1];
  if (outcome.ok) return client.vectors!;
  throw new UserError(
    `Cannot compare answers in meaning as "${endpoint.key}" gave no embeddings: ${outcome.failure.message}`,
  );
}

function endpointIn(key: string, baseUrl: string | undefined): { endpoint: Endpoint; row: ProviderAdapter } {
  const [, model, provider, tag] = /^(.+)@([^/]+)(?:\/(.+))?$/.exec(key) ?? [];
  if (model === undefined) {
    throw new UserError(
      "Cannot compare answers in meaning as --similarity must be an endpoint such as " +
        `"openai/text-embedding-3-small@openai": current value is "${key}"`,
      { exitCode: 2 },
    );
  }
  const row = findProvider(provider);
  const endpoint = endpointOf(row, {
    model,
    ...(tag === undefined ? {} : { tag }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
  });
  // Its own name is what stands on the tape: an alias of the provider is not another endpoint.
  return { endpoint: { ...endpoint, key }, row };
}

/** The key of a provider goes to the provider's own server alone. */
function envCredential(
  { env, secrets }: Io,
  { key, keyEnv }: ProviderAdapter,
  isOwnServer: boolean,
): Credential | null {
  const name = keyEnv.find((one) => env(one)?.trim());
  if (isOwnServer || keyEnv.length === 0) return null;
  if (name === undefined) {
    throw new UserError(
      `Cannot compare answers in meaning as there is no key for "${key}": set ${keyEnv.join(" or ")}, or replay a tape`,
      { exitCode: 2 },
    );
  }
  const secret = new Secret(`env:${name}`, env(name)!.trim());
  secrets.add(secret);
  return secret;
}

async function callSetup(io: Io) {
  // Only here: a replay needs none of it.
  const { openCallSetup } = await import("../routing/mod.ts");
  return await openCallSetup({
    config: await loadedConfig({ cwd: commandFolder(io), env: io.env }),
    env: io.env,
    clock: io.clock,
    command: "drift",
    onSecret: (secret) => io.secrets.add(secret),
  });
}
