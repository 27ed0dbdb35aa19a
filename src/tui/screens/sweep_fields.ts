import { type SweepForm, SWEPT_PARAMETERS } from "../../sweep/mod.ts";
import { type FormFields, textInput, textOf } from "../state/mod.ts";
import type { FormField } from "./form/mod.ts";

const TEXT_LABELS = { prompt: "prompt", file: "file", plan: "plan" } as const;
const TEXT_HINTS = { prompt: "what is asked", file: "prompts.jsonl", plan: "sweeps/quickstart.toml" } as const;

/** The fields that are asked for, as those before them have it. */
export function sweepFields({ parameter, source }: SweepForm): readonly FormField[] {
  const varies = parameter !== "";
  const orOfPlan = (words: string) => source === "plan" ? "as the plan has it" : words;
  return [
    {
      name: "parameter",
      label: "parameter",
      choices: [["", orOfPlan("none varies")], ...SWEPT_PARAMETERS.map((name) => [name, name] as const)],
    },
    ...(varies
      ? [{ name: "start", label: "start" }, { name: "stop", label: "stop" }, { name: "steps", label: "steps" }]
      : []),
    { name: "seeds", label: "seeds", hint: orOfPlan("how many; none is sent") },
    {
      name: "source",
      label: "asked",
      choices: [["prompt", "a prompt"], ["file", "a file of prompts"], ["plan", "what a plan asks"]],
    },
    { name: "text", label: TEXT_LABELS[source], hint: TEXT_HINTS[source] },
    ...(source === "prompt"
      ? [{ name: "expected", label: "expected", hint: "what the answer must contain; nothing is scored" }]
      : []),
    ...(source === "plan" || parameter === "max_tokens"
      ? []
      : [{ name: "maxTokens", label: "max tokens", hint: "no limit: nobody can tell the cost" }]),
    { name: "repeats", label: "repeats", hint: orOfPlan("once") },
  ];
}

/** A form as fields. */
export function fieldsOfSweep(form: SweepForm): FormFields["fields"] {
  return Object.fromEntries(Object.entries(form).map(([name, text]) => [name, textInput(text)]));
}

/** Fields as a form. */
export function sweepOfFields(fields: FormFields["fields"]): SweepForm {
  return Object.fromEntries(
    Object.entries(fields).map(([name, input]) => [name, textOf(input)]),
  ) as unknown as SweepForm;
}
