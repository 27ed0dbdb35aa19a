import { z } from "zod";
import { parseAge, UserError } from "../../base/mod.ts";
import type { ProviderOverride, ProviderStatus } from "../../catalog/mod.ts";
import { ageFlag } from "../_amounts.ts";
import { commandCatalog, storeFlag } from "../_catalog_flags.ts";
import { UNKNOWN } from "../_format.ts";
import { keptCatalog } from "../_kept_catalog.ts";
import { meantProvider } from "../_meant_names.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { defineCommand } from "../command.ts";

const flags = z.strictObject({
  baseUrl: z.string().optional()
    .meta({ placeholder: "URL", description: "Where its server is, without a slash at the end" }),
  disable: z.boolean().default(false).describe("Ask it for nothing, and show none of its models"),
  enable: z.boolean().default(false).describe("Ask it again"),
  lifetime: z.string().refine((text) => parseAge(text) !== null, "must be an age such as 6h, 45m or 1d").optional()
    .meta({ placeholder: "AGE", description: "How long its list of models is fresh: 6h, 45m" }),
  reset: z.boolean().default(false).describe("First take back all that was set"),
  ...storeFlag,
});

/** Has a provider otherwise than its row. */
export const catalogOverride = defineCommand({
  name: "catalog override",
  summary: "Say where a provider's server is, whether to ask it, how long its list is fresh",
  description:
    "Holds from now on, for all that use the catalog's file; what is not named stays as it is. Without any " +
    "of these flags it shows what is set.",
  args: [{ name: "PROVIDER", description: "Its key, as in provider list" }],
  flags,
  examples: [
    {
      line: "tapedeck catalog override openai-compatible --base-url http://127.0.0.1:8080/v1",
      does: "A server of one's own",
    },
    { line: "tapedeck catalog override groq --disable", does: "Leave a provider out" },
    { line: "tapedeck catalog override openrouter --lifetime 1d", does: "Fetch a list once a day at most" },
    { line: "tapedeck catalog override groq", does: "Show what is set" },
    { line: "tapedeck catalog override groq --reset", does: "As Tapedeck has it" },
  ],
  async run({ io }, { args: [name], flags: given }) {
    if (given.enable && given.disable) {
      throw new UserError("Cannot set the provider as it is to be both disabled and enabled: name one", {
        exitCode: 2,
      });
    }
    const provider = await meantProvider(io, name);
    const { baseUrl, disable, enable, lifetime, reset } = given;
    const sets = baseUrl !== undefined || lifetime !== undefined || disable || enable || reset;
    using catalog = await (sets ? keptCatalog : commandCatalog)(io, given);
    if (sets) {
      const override = changed(reset ? {} : catalog.overrideOf(provider), given);
      await catalog.override(provider, Object.keys(override).length === 0 ? null : override);
    }
    const override = catalog.overrideOf(provider);
    const { baseUrl: where } = await catalog.provider(provider);
    const status = (await catalog.status()).find((one) => one.provider === provider)!;
    return {
      text: textOf(status, { where, override }),
      document: snakeKeys({
        provider,
        set: override,
        baseUrl: where,
        enabled: status.enabled,
        lifetimeMs: status.lifetimeMs,
      }),
    };
  },
});

/** What is to be set: what was, and over it what is named. To be asked is how every row has it. */
function changed({ enabled: was, ...others }: ProviderOverride, given: z.infer<typeof flags>): ProviderOverride {
  const { baseUrl, disable, enable, lifetime } = given;
  const enabled = disable ? false : enable ? undefined : was;
  return {
    ...others,
    ...(enabled === undefined ? {} : { enabled }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(lifetime === undefined ? {} : { lifetimeMs: parseAge(lifetime)! }),
  };
}

/** What holds, and which of it was set here. */
function textOf(
  { provider, enabled, lifetimeMs }: ProviderStatus,
  { where, override }: { readonly where: string | null; readonly override: ProviderOverride },
): string {
  const lines: readonly (readonly [name: string, value: string, isSet: boolean])[] = [
    ["base URL", where ?? UNKNOWN, override.baseUrl !== undefined],
    ["asked", enabled ? "yes" : "no", override.enabled !== undefined],
    ["fresh for", lifetimeMs === null ? UNKNOWN : ageFlag(lifetimeMs), override.lifetimeMs !== undefined],
  ];
  const rows = lines.map(([name, value, isSet]) => `  ${name.padEnd(9)}  ${value}${isSet ? " (set)" : ""}\n`);
  const none = Object.keys(override).length === 0 ? ", nothing of which is set" : "";
  return `${provider}${none}\n${rows.join("")}`;
}
