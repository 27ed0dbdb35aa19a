import { formatMs, formatScore, formatShare, formatUsd, UNKNOWN } from "../../base/mod.ts";
import type { DriftFinding } from "./drift_report.ts";

/** The titles of a table of findings. */
export const FINDING_TITLES: readonly string[] = [
  "verdict",
  "endpoint",
  "kind",
  "what",
  "base",
  "new",
  "difference",
  "n",
  "p adjusted",
  "method",
];

/** Methods by letters, which stand below a table. */
export class Methods {
  readonly #letters = new Map<string, string>();

  /** `a`, …, `z`, `aa`, … */
  letterOf(method: string): string {
    let letter = this.#letters.get(method);
    if (letter === undefined) this.#letters.set(method, letter = letters(this.#letters.size));
    return letter;
  }

  /** Each letter with its method. */
  get all(): readonly (readonly [method: string, letter: string])[] {
    return [...this.#letters];
  }
}

function letters(number: number): string {
  const last = String.fromCharCode(97 + number % 26);
  return number < 26 ? last : letters(Math.floor(number / 26) - 1) + last;
}

/** A finding in the columns of {@linkcode FINDING_TITLES}. */
export function findingCells(finding: DriftFinding, methods: Methods): string[] {
  const { verdict, endpoint, kind, what, among, n, baseSamples, newSamples, pAdjusted, method } = finding;
  const samples = baseSamples === n && newSamples === n ? "" : ` (${baseSamples}, ${newSamples})`;
  const { difference } = finding;
  const notes = difference === null ? method : `${method}; interval: ${difference.method}`;
  return [
    verdict,
    endpoint ?? "all",
    kind,
    among === "all" || what.endsWith("repeats") ? what : `${what}, ${among}`,
    figure(finding.base, finding.unit),
    figure(finding.new, finding.unit),
    differenceText(finding),
    `${n}${samples}`,
    pText(pAdjusted),
    methods.letterOf(notes),
  ];
}

function figure(value: number | string | null, unit: DriftFinding["unit"]): string {
  if (value === null) return UNKNOWN;
  if (typeof value === "string") return value;
  switch (unit) {
    case "share":
      return formatShare(value);
    case "ms":
      return `${formatMs(value)} ms`;
    case "USD":
      return `${formatUsd(value)} USD`;
    default:
      return value.toLocaleString("en-US", { maximumFractionDigits: 1 });
  }
}

/** `+12 [+3, +20] (+31 %)`; of shares in percentage points: `−8 [−21, +1] points`. */
function differenceText({ difference, relative, unit, details }: DriftFinding): string {
  if (difference === null) return details.join("; ");
  const { value, low, high } = difference;
  if (value === 0 && (low === null || low === 0) && (high === null || high === 0)) return "0";
  const signed = (number: number) => signedText(number, unit);
  const interval = low === null || high === null ? "" : ` [${signed(low)}, ${signed(high)}]`;
  const share = relative === null ? "" : ` (${signedText(relative, "share")} %)`;
  return `${signed(value)}${interval}${unit === "share" ? " points" : share}`;
}

function signedText(value: number, unit: DriftFinding["unit"]): string {
  const size = Math.abs(value);
  const text = unit === "share" ? (size * 100).toFixed(1) : figure(size, unit).replace(/ (?:ms|USD)$/, "");
  const sign = Number(text) === 0 ? "" : value < 0 ? "−" : "+";
  return `${sign}${text}`;
}

function pText(p: number | null): string {
  if (p === null) return UNKNOWN;
  return p < 0.001 ? "<0.001" : formatScore(p);
}
