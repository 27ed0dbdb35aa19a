/** What stands for all values of a label beyond those that are kept apart. */
const OTHER = "other";

/**
 * Keeps the values of labels few. Each endpoint, provider and scope makes a series of its own, and a server of metrics
 * pays for every series that there ever was.
 */
export class BoundedLabels {
  readonly #most: number;
  readonly #kept = new Map<string, Set<string>>();

  /** `most` values of each label are kept apart. */
  constructor(most: number) {
    this.#most = most;
  }

  /** The value itself, or `other`. */
  value(label: string, value: string): string {
    let kept = this.#kept.get(label);
    if (kept === undefined) this.#kept.set(label, kept = new Set());
    if (kept.has(value)) return value;
    if (kept.size >= this.#most) return OTHER;
    kept.add(value);
    return value;
  }
}
