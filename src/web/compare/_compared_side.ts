import type { DataFrame, FrameVariant, FrameVariantFigures } from "../../analysis/mod.ts";
import type { RunRecord } from "../../spec/mod.ts";

/** One run, or one variant of it, with its rows. */
export interface ComparedSide {
  readonly run: RunRecord;
  /** `null`: all of the run. */
  readonly variant: FrameVariant | null;
  /** The same as an address names it. */
  readonly variantText: string | null;
  /** A variant that was asked for and that the run does not have. */
  readonly unknownVariant: string | null;
  /** All of the run, the best first. */
  readonly variants: readonly FrameVariantFigures[];
  readonly frame: DataFrame;
  /** Cells of the run that have ended. */
  readonly endedCells: number;
  /** What tells this state of the side from others. */
  readonly stamp: string;
}

/** A variant as an address names it. */
export function variantText({ endpoint, label }: FrameVariant): string {
  return label === null || label === "" ? endpoint : `${endpoint} ${label}`;
}

/**
 * The variant that a text names, of those that there are: an endpoint with all of its settings, or one setting of it.
 * `null`: there is none.
 */
export function namedVariant(text: string, variants: readonly FrameVariantFigures[]): FrameVariant | null {
  const endpoints = [...new Set(variants.map(({ endpoint }) => endpoint))];
  if (endpoints.includes(text)) return { endpoint: text, label: null };
  const endpoint = endpoints.find((one) => text.startsWith(`${one} `));
  return endpoint === undefined ? null : { endpoint, label: text.slice(endpoint.length + 1) };
}

/** The same without its setting, where its endpoint has no other. */
export function shortVariant(variant: FrameVariant, variants: readonly FrameVariantFigures[]): FrameVariant {
  const { endpoint, label } = variant;
  const isOnly = variants.filter((one) => one.endpoint === endpoint).length === 1;
  return { endpoint, label: isOnly ? null : label };
}
