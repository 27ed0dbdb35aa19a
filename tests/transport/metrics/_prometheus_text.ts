/** One line of the text format that has a value. */
export interface PrometheusSample {
  readonly name: string;
  readonly labels: { readonly [label: string]: string };
  readonly value: number;
}

/** A metric with all its lines. */
export interface PrometheusFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly PrometheusSample[];
}

const HELP = /^# HELP ([a-zA-Z_:][\w:]*) (.*)$/;
const TYPE = /^# TYPE ([a-zA-Z_:][\w:]*) (counter|gauge|histogram|summary|untyped)$/;
const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (NaN|[+-]Inf|[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/y;

/** Reads Prometheus's text format by its grammar, and throws at the first line that breaks it. */
export function readPrometheusText(text: string): PrometheusFamily[] {
  if (!text.endsWith("\n")) throw new Error("the last line has no end");
  const families: { name: string; type: string; help: string; samples: PrometheusSample[] }[] = [];
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const help = HELP.exec(line);
    if (help !== null) {
      if (families.some(({ name }) => name === help[1])) throw new Error(`${help[1]} stands twice`);
      families.push({ name: help[1], type: "", help: help[2], samples: [] });
      continue;
    }
    const family = families.at(-1);
    const type = TYPE.exec(line);
    if (type !== null) {
      if (family?.name !== type[1] || family.type !== "") throw new Error(`a type without its help: ${line}`);
      family.type = type[2];
      continue;
    }
    const sample = SAMPLE.exec(line);
    if (sample === null || family === undefined || !belongs(sample[1], family)) {
      throw new Error(`no line of it: ${line}`);
    }
    family.samples.push({ name: sample[1], labels: readLabels(sample[2] ?? ""), value: numberOf(sample[3]) });
  }
  families.forEach(checkHistogram);
  return families;
}

function belongs(name: string, { name: own, type }: { name: string; type: string }): boolean {
  return name === own || (type === "histogram" && [`${own}_bucket`, `${own}_sum`, `${own}_count`].includes(name));
}

function readLabels(text: string): { [label: string]: string } {
  const labels: { [label: string]: string } = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const at = LABEL.lastIndex;
    const found = LABEL.exec(text);
    if (found === null || found[1] in labels) throw new Error(`no label at ${at} of ${text}`);
    labels[found[1]] = found[2].replace(/\\(.)/g, (_, char) => char === "n" ? "\n" : char);
  }
  return labels;
}

function numberOf(text: string): number {
  return text.endsWith("Inf") ? (text.startsWith("-") ? -Infinity : Infinity) : Number(text);
}

/** Buckets count upwards, and the last one is all. */
function checkHistogram({ name, type, samples }: PrometheusFamily): void {
  if (type !== "histogram") return;
  const series = Map.groupBy(samples, ({ labels: { le: _, ...rest } }) => JSON.stringify(Object.entries(rest).sort()));
  for (const lines of series.values()) {
    const buckets = lines.filter((line) => line.name === `${name}_bucket`);
    const counts = buckets.map(({ value }) => value);
    const count = lines.find((line) => line.name === `${name}_count`)?.value;
    const isRising = counts.every((value, i) => i === 0 || value >= counts[i - 1]);
    if (!isRising || buckets.at(-1)?.labels.le !== "+Inf" || counts.at(-1) !== count) {
      throw new Error(`${name} is no histogram`);
    }
  }
}

/** The value of the one line with these labels; `null`: there is none. */
export function sampleOf(
  families: readonly PrometheusFamily[],
  name: string,
  labels: { readonly [label: string]: string } = {},
): number | null {
  const found = families.flatMap(({ samples }) => samples).filter((sample) =>
    sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value)
  );
  if (found.length > 1) throw new Error(`${name} stands ${found.length} times with these labels`);
  return found[0]?.value ?? null;
}
