import { z } from "zod";
import { UserError } from "../../base/mod.ts";
import { type CredentialChoice, credentialChoices, credentialSettings } from "../../config/mod.ts";
import {
  checkCredential,
  type CheckedCredential,
  type CredentialPlace,
  type OpenedCredentials,
} from "../../routing/mod.ts";
import { interruptible } from "../_catalog_flags.ts";
import { commandCredentials } from "../_command_credentials.ts";
import { type FittedColumn, fittedTable } from "../_fitted_table.ts";
import { meantProvider } from "../_meant_names.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { defineCommand } from "../command.ts";
import type { Io } from "../io.ts";

const COLUMNS: readonly FittedColumn[] = [
  { title: "provider", align: "left" },
  { title: "credential", align: "left", least: 14 },
  { title: "is", align: "left" },
  { title: "why", align: "left", least: 20 },
  { title: "asked", align: "left", least: 20, leaves: 1 },
];

/** A key at a provider. */
interface Tested extends Omit<CheckedCredential, "state"> {
  /** `missing`: it cannot be had, or not be sent there. */
  readonly state: CheckedCredential["state"] | "missing";
  readonly provider: string;
  readonly credential: string;
}

/** Asks providers whether they take their keys. */
export const credentialTest = defineCommand({
  name: "credential test",
  summary: "Ask providers whether they take their keys, by a call that costs nothing",
  description: "NAME is a credential, which is tested at every provider that it is of, or a provider; without it all " +
    "keys that count are tested. Ends with exit code 1 when one is refused, cannot be had or nobody answers.",
  args: [{ name: "NAME", description: "A credential or a provider: openai/work, openai", default: "" }],
  flags: z.strictObject({}),
  examples: [
    { line: "tapedeck credential test", does: "All keys that count" },
    { line: "tapedeck credential test openai/work", does: "One key" },
  ],
  async run({ io }, { args: [name] }) {
    const opened = await commandCredentials(io, "credential test");
    const wanted = name.includes("/")
      ? ofCredential(name, opened, io)
      : ofProviders(name === "" ? "" : await meantProvider(io, name), opened);
    const tested = await interruptible(
      io,
      (signal) => Promise.all(wanted.map((one) => tried(one, { opened, io, signal }))),
    );
    opened.audit.flush();
    const isBad = tested.some(({ state }) => state !== "valid" && state !== "unknown");
    return {
      text: tested.length === 0 ? noneText(opened) : fittedTable(COLUMNS, tested.map(rowOf), io.stdout),
      document: { credentials: snakeKeys(tested) },
      exitCode: isBad ? 1 : 0,
    };
  },
});

/** Keys may be there, and none of them count. */
function noneText({ loaded }: OpenedCredentials): string {
  const names = Object.keys(loaded.config.credentials ?? {});
  if (names.length === 0) return "No key is set up. `tapedeck credential set PROVIDER` keeps one.\n";
  return `No provider is called with a key: ${names.join(", ")} ${names.length === 1 ? "does" : "do"} not count, and ` +
    "`tapedeck credential list` says why. `tapedeck credential test NAME` tests one.\n";
}

/** A key, and where it is tested. */
interface Wanted {
  readonly place: CredentialPlace;
  readonly name: string;
}

/** Whatever profile is chosen, a key is sent to no host that it does not belong to. */
function ofCredential(name: string, { loaded, places }: OpenedCredentials, { env }: Io): Wanted[] {
  const profile = name.slice(name.indexOf("/") + 1);
  const settings = { ...credentialSettings(loaded, env), profile };
  const choices = places.flatMap((place) =>
    credentialChoices(place.keyed, settings).filter((choice) => choice.name === name).map((choice) => ({
      place,
      choice,
    }))
  );
  const wanted = choices.filter(({ choice }) => choice.refused === null).map(({ place }) => ({ place, name }));
  if (wanted.length > 0) return wanted;
  throw nowhere(name, choices.map(({ choice }) => choice));
}

function nowhere(name: string, [choice]: readonly CredentialChoice[]): UserError {
  const reason = choice?.refused ?? "no provider is set up that it belongs to";
  return new UserError(`Cannot test the credential as ${reason}: current value is "${name}"`, { exitCode: 2 });
}

function ofProviders(name: string, { store, places }: OpenedCredentials): Wanted[] {
  const wanted = places.filter(({ keyed }) => name === "" || keyed.name === name);
  if (wanted.length === 0) {
    throw new UserError(`Cannot test the credential as there is no such provider: current value is "${name}"`, {
      exitCode: 2,
    });
  }
  const chosen = wanted.map((place) => ({ place, name: store.choose(place.keyed) }));
  if (name !== "" && chosen[0].name === null) {
    throw new UserError(`Cannot test the credential of ${name} as none is set (tapedeck credential set ${name})`);
  }
  return chosen.flatMap(({ place, name }) => name === null ? [] : [{ place, name }]);
}

async function tried(
  { place, name }: Wanted,
  { opened, io, signal }: { readonly opened: OpenedCredentials; readonly io: Io; readonly signal: AbortSignal },
): Promise<Tested> {
  const { store, audit } = opened;
  const about = { provider: place.keyed.name, credential: name };
  try {
    // A key that is named by its provider's section may still not be sent there.
    const credential = store.choose(place.keyed) === name
      ? await store.resolve(place.keyed, signal)
      : await store.get(name, signal);
    const options = { fetch: globalThis.fetch, clock: io.clock, audit, signal };
    return { ...about, ...await checkCredential(place, credential!, options) };
  } catch (error) {
    if (!(error instanceof UserError) || signal.aborted) throw error;
    return { ...about, state: "missing", reason: error.message, httpStatus: null, url: null };
  }
}

function rowOf({ provider, credential, state, reason, url }: Tested): string[] {
  return [provider, credential, state, reason ?? "", url ?? ""];
}
