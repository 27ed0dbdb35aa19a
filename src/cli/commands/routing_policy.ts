import { z } from "zod";
import { UserError } from "../../base/mod.ts";
import { editConfig, type LoadedConfig, policySpecifiers } from "../../config/mod.ts";
import { loadPolicy, POLICY_NAMES, routingPolicy } from "../../routing/mod.ts";
import { fileFlags, loadedConfig, writtenFile } from "../_config_file.ts";
import { type CommandResult, defineCommand } from "../command.ts";

const CRITERIA = ["cost", "latency", "throughput", "reliability"] as const;
const RULE = `must be ${CRITERIA.map((name) => `${name}=N`).join(",")}, or some of these, from 0`;

/** `null`: the text gives none. */
function weightsOf(text: string): { [name: string]: number } | null {
  const pairs = text.split(",").map((pair) => pair.split("=", 2).map((one) => one.trim()));
  const isValid = pairs.every(([name, value = ""], i) =>
    (CRITERIA as readonly string[]).includes(name) && /^\d+(\.\d+)?$/.test(value) &&
    pairs.findIndex(([other]) => other === name) === i
  );
  return isValid ? Object.fromEntries(pairs.map(([name, value]) => [name, Number(value)])) : null;
}

/** Shows or sets the policy by which endpoints are chosen. */
export const routingPolicyCommand = defineCommand({
  name: "routing policy",
  summary: "Show the policy by which endpoints are chosen, or set it",
  description:
    `NAME is one of ${POLICY_NAMES.join(", ")}, or one of a module under \`policies\`. It goes into the project's ` +
    "tapedeck.toml where there is one, else into the user's file.",
  args: [{ name: "NAME", description: "The policy; what holds is shown without one", default: "" }],
  flags: z.strictObject({
    weights: z.string().refine((text) => weightsOf(text) !== null, RULE).optional().meta({
      placeholder: "NAME=N,…",
      description: "How much each counts under balanced: cost=1,latency=2; what is not named counts as by default",
    }),
    ...fileFlags,
  }),
  examples: [
    { line: "tapedeck routing policy", does: "What holds, and where that is said" },
    { line: "tapedeck routing policy cost", does: "The cheapest first" },
    { line: "tapedeck routing policy balanced --weights cost=1,latency=2", does: "By several things at once" },
  ],
  async run({ io }, { args: [name], flags: { weights, ...flags } }) {
    const given = weights === undefined ? undefined : weightsOf(weights)!;
    const loaded = await loadedConfig(io);
    if (name === "" && given === undefined) return shown(loaded);
    if (name === "") throw new UserError("Cannot set weights as no policy is named: name balanced", { exitCode: 2 });
    if (given !== undefined && name !== "balanced") {
      throw new UserError(`Cannot set weights as only balanced has some: current value is "${name}"`, { exitCode: 2 });
    }
    const own = await ownPolicies(name, loaded);
    routingPolicy(name, { own, ...(given === undefined ? {} : { weights: given }) });
    const { path, config } = await editConfig(writtenFile(loaded.paths, { ...flags, cwd: io.cwd }), [
      { path: ["routing", "policy"], value: name },
      ...(given === undefined ? [] : [{ path: ["routing", "weights"], value: given }]),
    ]);
    return {
      text: `${name} is the policy from now on (${path}).\n`,
      document: { policy: name, weights: { ...config.routing?.weights }, path },
    };
  },
});

/** Modules are run where a name is none of ours. */
async function ownPolicies(name: string, loaded: LoadedConfig) {
  if ((POLICY_NAMES as readonly string[]).includes(name)) return [];
  return await Promise.all(policySpecifiers(loaded).map((specifier) => loadPolicy(specifier)));
}

function shown(loaded: LoadedConfig): CommandResult {
  const { policy = "balanced", weights } = loaded.config.routing ?? {};
  const origin = loaded.originOf(["routing", "policy"]);
  const where = origin === null ? "by default" : `${origin.path}:${origin.line}`;
  const given = Object.entries(weights ?? {}).map(([name, weight]) => `${name}=${weight}`).join(",");
  return {
    text: `${policy} (${where})\n${given === "" ? "" : `weights of balanced: ${given}\n`}`,
    document: { policy, weights: { ...weights }, path: origin?.path ?? null, line: origin?.line ?? null },
  };
}
