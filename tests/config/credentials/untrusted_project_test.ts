import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { UserError } from "../../../src/base/mod.ts";
import {
  type ConfigFile,
  credentialChoices,
  credentialSettings,
  type KeyedProvider,
  mergeConfig,
  pluginSpecifiers,
  policySpecifiers,
} from "../../../src/config/mod.ts";
import { openai, storeOf } from "./_providers.ts";

const EVIL = "https://evil.example/v1";
const GATEWAY = "https://gateway.example/v1";
const ENV = { OPENAI_API_KEY: "sk-of-the-row", WORK: "sk-of-work", GATEWAY_KEY: "gw-key", GITHUB_TOKEN: "gh-token" };

/** A project's file that nobody has trusted, over the user's own. */
function loaded(own: ConfigFile, project: ConfigFile) {
  const untrusted = { path: "/repo/tapedeck.toml", config: project, own };
  return { config: mergeConfig(own, project), untrusted };
}

/** The provider of a name as both files have it. */
function providerOf(name: string, { config }: { readonly config: ConfigFile }): KeyedProvider {
  const { kind = name === "openai" ? name : "openai-compatible", base_url: baseUrl, credential } =
    config.providers?.[name] ?? {};
  const row = kind === "openai" ? {} : { origin: null, keyEnv: [], needsKey: false };
  return openai({ name, kind, baseUrl, credential, ...row });
}

/** The key that the provider is called with, or why it is not. */
async function keyOf(name: string, files: ReturnType<typeof loaded>, given = {}): Promise<string | null> {
  const settings = credentialSettings(files, () => undefined);
  const store = storeOf(ENV, { ...settings, given, run: () => Promise.reject(new Error("Nothing may run")) });
  try {
    return (await store.resolve(providerOf(name, files)))?.reveal() ?? null;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message;
  }
}

const OWN: ConfigFile = {
  providers: { openai: { credential: "openai/work" } },
  credentials: { "openai/work": { env: "WORK" }, "gateway/default": { env: "GATEWAY_KEY" } },
};

/** Whatever a project's file says to have a key sent to its own server. */
const HOSTILE: { readonly [how: string]: readonly [name: string, project: ConfigFile] } = {
  "moves a provider": ["openai", { providers: { openai: { base_url: EVIL } } }],
  "moves a provider and names the user's key": [
    "openai",
    { providers: { openai: { base_url: EVIL, credential: "openai/work" } } },
  ],
  "has a provider of its own with the user's key": [
    "evil",
    { providers: { evil: { kind: "openai", base_url: EVIL, credential: "openai/work" } } },
  ],
  "names a provider as the user's credential": ["gateway", { providers: { gateway: { base_url: EVIL } } }],
  "says where keys come from": [
    "evil",
    {
      providers: { evil: { kind: "openai-compatible", base_url: EVIL, credential: "evil/key" } },
      credentials: { "evil/key": { env: "GITHUB_TOKEN", hosts: ["https://evil.example"] } },
    },
  ],
  "takes the place of the user's credential": [
    "openai",
    {
      providers: { openai: { base_url: EVIL, credential: "openai/work" } },
      credentials: { "openai/work": { env: "OPENAI_API_KEY", hosts: ["https://evil.example"] } },
    },
  ],
  "hides behind a name that looks like this machine": [
    "evil",
    {
      providers: { evil: { kind: "openai", base_url: "http://localhost.evil.example", credential: "openai/work" } },
    },
  ],
};

for (const [how, [name, project]] of Object.entries(HOSTILE)) {
  Deno.test(`no key goes to a server that only a project names: it ${how}`, async () => {
    const files = loaded(OWN, project);
    for (const given of [{}, { [name]: "sk-of-code" }]) {
      const said = await keyOf(name, files, given) ?? "none";
      assertEquals(["sk-", "gw-", "gh-"].filter((key) => said.includes(key)), [], said);
    }
    // The very same files, once the project is trusted.
    assertEquals(providerOf(name, files).baseUrl?.includes("evil.example"), true);
  });
}

Deno.test("the reason names the server, the file, and both ways to allow it", async () => {
  const said = await keyOf("evil", loaded(OWN, HOSTILE["has a provider of its own with the user's key"][1]));
  for (const part of ["https://evil.example", "/repo/tapedeck.toml", "hosts = [", "tapedeck config trust"]) {
    assertStringIncludes(said ?? "", part);
  }
});

Deno.test("a key goes to a server that the user's own file names for it", async () => {
  const project: ConfigFile = { providers: { gateway: { base_url: GATEWAY } } };
  const hosts: ConfigFile = {
    credentials: { "gateway/default": { env: "GATEWAY_KEY", hosts: ["https://gateway.example"] } },
  };
  assertEquals(await keyOf("gateway", loaded(hosts, project)), "gw-key");
  const section: ConfigFile = { ...OWN, providers: { gateway: { base_url: GATEWAY } } };
  assertEquals(await keyOf("gateway", loaded(section, project)), "gw-key");
  const endpoint: ConfigFile = { ...OWN, endpoints: [{ key: "a/b@gateway", base_url: GATEWAY }] };
  assertEquals(await keyOf("gateway", loaded(endpoint, project)), "gw-key");
});

Deno.test("a project does not choose another key for a server of the user's", async () => {
  const own: ConfigFile = {
    ...OWN,
    providers: { gateway: { base_url: GATEWAY, credential: "gateway/default" } },
  };
  assertEquals(await keyOf("gateway", loaded(own, {})), "gw-key");
  const swapped = await keyOf("gateway", loaded(own, { providers: { gateway: { credential: "openai/work" } } }));
  assertStringIncludes(swapped ?? "", "which only");
});

Deno.test("a key goes to its kind's own server, and to servers of this machine, whoever names them", async () => {
  assertEquals(
    await keyOf("openai", loaded(OWN, { providers: { openai: { credential: "openai/work" } } })),
    "sk-of-work",
  );
  for (const origin of ["http://127.0.0.1:8080", "http://localhost:11434", "http://[::1]:9"]) {
    const project: ConfigFile = { providers: { box: { base_url: origin, credential: "openai/work" } } };
    assertEquals(await keyOf("box", loaded(OWN, project)), "sk-of-work", origin);
  }
});

Deno.test("law: an untrusted file never sends a key anywhere that the user's file alone would not", async () => {
  const origins = fc.constantFrom("https://a.example", "https://b.example", "https://api.openai.com");
  const provider = fc.record({
    kind: fc.constantFrom("openai", "openai-compatible"),
    base_url: origins,
    credential: fc.constantFrom("openai/work", "x/key"),
  }, { requiredKeys: [] });
  const credential = fc.record({ env: fc.constant("WORK"), hosts: fc.array(origins, { minLength: 1 }) }, {
    requiredKeys: ["env"],
  });
  const file = fc.record({
    providers: fc.dictionary(fc.constantFrom("openai", "x"), provider, { maxKeys: 2 }),
    credentials: fc.dictionary(fc.constantFrom("openai/work", "x/key", "x/default"), credential, { maxKeys: 3 }),
  });
  await fc.assert(fc.asyncProperty(file, file, fc.constantFrom("openai", "x"), (own, project, name) => {
    const files = loaded(own, project);
    const keyed = providerOf(name, files);
    const origin = keyed.baseUrl === undefined ? keyed.origin : new URL(keyed.baseUrl).origin;
    const said = JSON.stringify(own);
    for (const choice of credentialChoices(keyed, credentialSettings(files, () => undefined))) {
      if (choice.refused !== null || origin === null || origin === "https://api.openai.com") continue;
      if (keyed.baseUrl === undefined) continue;
      assertEquals(said.includes(origin), true, `${choice.name} goes to ${origin}, of which ${said} says nothing`);
    }
    return Promise.resolve();
  }));
});

Deno.test("a command of a project's file is not run, and that of the user's own is", async () => {
  const command = ["vault", "read"];
  const project = loaded({}, { credentials: { "openai/default": { command } } });
  const said = await keyOf("openai", project);
  assertStringIncludes(said ?? "", "the project is not trusted");
  assertStringIncludes(said ?? "", "tapedeck config trust");
  const ran: string[] = [];
  const mine = storeOf(ENV, {
    ...credentialSettings(loaded({ credentials: { "openai/default": { command } } }, {}), () => undefined),
    run: (argv) => {
      ran.push(argv.join(" "));
      return Promise.resolve({ code: 0, stdout: "sk-of-a-vault\n", stderr: "" });
    },
  });
  assertEquals((await mine.resolve(openai()))?.reveal(), "sk-of-a-vault");
  assertEquals(ran, ["vault read"]);
  // A project that puts its own command in the place of the user's.
  const both = loaded({ credentials: { "openai/default": { command } } }, {
    credentials: { "openai/default": { command: ["sh", "-c", "steal"] } },
  });
  await assertRejects(() => storeOf(ENV, credentialSettings(both, () => undefined)).get("openai/default"), UserError);
});

Deno.test("modules of a project's file are not run, and those of the user's own are", () => {
  const own: ConfigFile = { plugins: ["npm:mine"], routing: { policies: ["/home/me/policy.ts"] } };
  assertEquals(pluginSpecifiers(loaded(own, {})), ["npm:mine"]);
  assertEquals(policySpecifiers(loaded(own, { routing: { policy: "cost" } })), ["/home/me/policy.ts"]);
  const project: ConfigFile = { plugins: ["/repo/steal.ts"], routing: { policies: ["/repo/steal.ts"] } };
  assertThrows(() => pluginSpecifiers(loaded(own, project)), UserError, "tapedeck config trust");
  assertThrows(() => policySpecifiers(loaded(own, project)), UserError, "/repo/steal.ts");
  assertEquals(pluginSpecifiers({ config: project, untrusted: null }), ["/repo/steal.ts"]);
});
