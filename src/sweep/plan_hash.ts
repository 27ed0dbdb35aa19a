import { canonicalJson, taggedHashOfParts } from "../base/mod.ts";
import { scoredFields, scoreIdentity } from "../scoring/mod.ts";
import type { JsonValue } from "../spec/mod.ts";
import type { SampleList } from "./sample_list.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/**
 * A tagged hash of everything in a plan that decides its cells, their costs and their scores, the contents of the
 * prompts and its faults included. Its names, where its files and servers are, its plugins, and how it is run
 * (concurrency, mode, tape, tries) are not in it.
 */
export function planHash(plan: SweepPlan): string {
  const decides = {
    ...(plan.adaptive === undefined ? {} : { adaptive: plan.adaptive }),
    axes: plan.axes,
    endpoints: plan.endpoints.map(({ key, wire, wireModel, price, parameters, routing }) => ({
      key,
      wire,
      wireModel,
      price,
      parameters,
      ...(routing === undefined ? {} : { routing }),
    })),
    ...(plan.faults === null ? {} : { faults: plan.faults }),
    ...(plan.only === undefined ? {} : { only: { ...plan.only, written: undefined } }),
    ...(plan.patterns === undefined ? {} : { patterns: plan.patterns.map(({ text, place }) => ({ text, place })) }),
    repeats: plan.repeats,
    ...(plan.rules === undefined ? {} : { rules: plan.rules }),
    score: scoreIdentity(plan.score),
    stream: plan.stream,
  };
  return taggedHashOfParts("plan", textOf(decides, plan.samples, scoredFields(plan.score)));
}

/** The canonical JSON of it all, with the samples where they belong, and never whole. */
function* textOf(
  decides: object,
  samples: SampleList,
  scored: ReturnType<typeof scoredFields>,
): Generator<string, void, void> {
  const part = (belongs: (name: string) => boolean) =>
    canonicalJson(Object.fromEntries(Object.entries(decides).filter(([name]) => belongs(name))));
  yield part((name) => name < "samples").slice(0, -1) + ',"samples":[';
  for (let i = 0; i < samples.length; i++) yield (i === 0 ? "" : ",") + canonicalJson(sampleFacts(samples, i, scored));
  yield "]," + part((name) => name > "samples").slice(1);
}

function sampleFacts(samples: SampleList, index: number, scored: ReturnType<typeof scoredFields>): JsonValue {
  const [first, ...others] = (samples.choices ?? [{}]).map((choice) => samples.at(index, choice)!);
  const { id, messagesHash, expected, fields = {} } = first;
  const hashes = others.map((sample) => sample.messagesHash);
  const messages = hashes.length === 0 ? messagesHash : [messagesHash, ...hashes];
  const wanted = Object.entries(fields).filter(([name]) => scored === "all" || scored.includes(name));
  return { id, messages, expected, ...(wanted.length === 0 ? {} : { fields: Object.fromEntries(wanted) }) };
}
