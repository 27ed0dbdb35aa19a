/** A price that a run took from the catalog, as its plan gives none. */
export interface RunPrice {
  /** The endpoint's key. */
  readonly endpoint: string;
  /** Whether it is of the very endpoint, or of the model whoever serves it. */
  readonly source: "endpoint" | "model";
  /** Of when it is, in RFC 3339 in UTC; `null`: not known. */
  readonly asOf: string | null;
}
